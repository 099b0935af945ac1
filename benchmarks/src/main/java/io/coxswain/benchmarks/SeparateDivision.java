package io.coxswain.benchmarks;

/**
 * Workers read and write, in a job each.
 *
 * <p><b>Threads.</b> The loop.
 */
final class SeparateDivision implements Division {
    private final EchoLoop loop;

    SeparateDivision(EchoLoop loop) {
        this.loop = loop;
    }

    @Override
    public void onReadable(EchoLink link) {
        loop.lendReceiving(link);
    }

    @Override
    public void onDelivered(EchoLink link, boolean isDrained) {
        if (isDrained) {
            loop.onReceivingHome(link);
        }
        loop.lendSending(link);
    }
}
