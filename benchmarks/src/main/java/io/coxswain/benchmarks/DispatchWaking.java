package io.coxswain.benchmarks;

/**
 * Wakes at each dispatch, if somebody sleeps.
 *
 * <p><b>Threads.</b> The loop.
 */
final class DispatchWaking implements Waking {
    private final Crew crew;

    DispatchWaking(Crew crew) {
        this.crew = crew;
    }

    @Override
    public void onDispatch() {
        crew.wakeOne();
    }

    @Override
    public void onStageEnd() {}

    @Override
    public void beforeIdle() {}
}
