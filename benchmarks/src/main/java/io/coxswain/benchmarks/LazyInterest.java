package io.coxswain.benchmarks;

/**
 * Interest is cleared when the key has fired for nothing, and set back at completion only if it was.
 *
 * <p><b>Threads.</b> The loop.
 */
final class LazyInterest implements Interest {
    private final InterestBits bits;
    private final int firings;

    /**
     * Makes it.
     *
     * @param firings how many firings for nothing it takes
     */
    LazyInterest(InterestBits bits, int firings) {
        this.bits = bits;
        this.firings = firings;
    }

    @Override
    public void onLent(EchoLink link) {}

    @Override
    public void onTakenFiring(EchoLink link) {
        if (link.takenFirings == firings) {
            bits.clear(link);
        }
    }

    @Override
    public void onHome(EchoLink link) {
        bits.restore(link);
    }

    @Override
    public void beforeBlock() {}
}
