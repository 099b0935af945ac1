package io.coxswain.benchmarks;

/**
 * Wakes at the end of each stage that dispatched something.
 *
 * <p><b>Threads.</b> The loop.
 */
final class StageWaking implements Waking {
    private final Crew crew;
    private boolean isDue;

    StageWaking(Crew crew) {
        this.crew = crew;
    }

    @Override
    public void onDispatch() {
        isDue = true;
    }

    @Override
    public void onStageEnd() {
        if (isDue) {
            isDue = false;
            crew.wakeOne();
        }
    }

    @Override
    public void beforeIdle() {
        onStageEnd();
    }
}
