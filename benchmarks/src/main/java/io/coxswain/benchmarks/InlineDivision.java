package io.coxswain.benchmarks;

/**
 * The loop reads and writes, with no worker: what everything else is compared with.
 *
 * <p><b>Threads.</b> The loop.
 */
final class InlineDivision implements Division {
    private final EchoLoop loop;

    InlineDivision(EchoLoop loop) {
        this.loop = loop;
    }

    @Override
    public void onReadable(EchoLink link) {
        link.isReceivingTaken = true;
        link.read();
        loop.onReadNow(link);
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
