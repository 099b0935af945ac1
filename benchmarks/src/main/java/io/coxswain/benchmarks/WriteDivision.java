package io.coxswain.benchmarks;

/**
 * The loop reads, workers write.
 *
 * <p><b>Threads.</b> The loop.
 */
final class WriteDivision implements Division {
    private final EchoLoop loop;

    WriteDivision(EchoLoop loop) {
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
        if (isDrained) {
            loop.onReceivingHome(link);
        }
        loop.lendSending(link);
    }
}
