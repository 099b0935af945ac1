package io.coxswain.benchmarks;

/**
 * Workers read, the loop writes.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ReadDivision implements Division {
    private final EchoLoop loop;

    ReadDivision(EchoLoop loop) {
        this.loop = loop;
    }

    @Override
    public void onReadable(EchoLink link) {
        loop.lendReceiving(link);
    }

    @Override
    public void onDelivered(EchoLink link, boolean isDrained) {
        if (link.hasReplies()) {
            link.lendReplies();
            link.write();
        }
        if (isDrained) {
            loop.onReceivingHome(link);
        }
    }
}
