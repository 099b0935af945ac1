package io.coxswain.benchmarks;

/**
 * Interest is cleared at every dispatch and set back at completion; free where both fall between two selects.
 *
 * <p><b>Threads.</b> The loop.
 */
final class RearmedInterest implements Interest {
    private final InterestBits bits;

    RearmedInterest(InterestBits bits) {
        this.bits = bits;
    }

    @Override
    public void onLent(EchoLink link) {
        bits.clear(link);
    }

    @Override
    public void onTakenFiring(EchoLink link) {
        bits.clear(link);
    }

    @Override
    public void onHome(EchoLink link) {
        bits.restore(link);
    }

    @Override
    public void beforeBlock() {}
}
