package io.coxswain.benchmarks;

/**
 * Interest is never touched: a select that the loop enters while a receiving half is taken may return at once, for
 * nothing.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ArmedInterest implements Interest {
    @Override
    public void onLent(EchoLink link) {}

    @Override
    public void onTakenFiring(EchoLink link) {}

    @Override
    public void onHome(EchoLink link) {}

    @Override
    public void beforeBlock() {}
}
