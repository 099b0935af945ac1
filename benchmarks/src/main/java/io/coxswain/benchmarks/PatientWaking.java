package io.coxswain.benchmarks;

import io.coxswain.queues.JobInbox;

/**
 * Leaves it to the workers to find the jobs, as long as the loop has something else to do and no job grows old.
 *
 * <p>Goes with workers that nap before they park. Whether a job grows old is told without a time stamp on each: at a
 * mark, the number of jobs dispatched so far is noted; when the mark is old, all of those must have been taken. If
 * they have, the mark moves on; if not, somebody is woken.
 *
 * <p>A loop that has let a mark grow old without waiting in between is busy, and says so, since napping pays only then.
 *
 * <p><b>Threads.</b> The loop.
 */
final class PatientWaking implements Waking {
    private final Crew crew;
    private final JobInbox<EchoJob> inbox;
    private final long ageNanosMax;
    private boolean isWatching;
    private long dispatchedCount;
    private long markCount;
    private long markNanos;

    PatientWaking(Crew crew, JobInbox<EchoJob> inbox, long ageNanosMax) {
        this.crew = crew;
        this.inbox = inbox;
        this.ageNanosMax = ageNanosMax;
    }

    @Override
    public void onDispatch() {
        dispatchedCount++;
        if (!isWatching) {
            mark(System.nanoTime());
        }
    }

    private void mark(long nowNanos) {
        isWatching = true;
        markCount = dispatchedCount;
        markNanos = nowNanos;
    }

    @Override
    public void onStageEnd() {
        if (!isWatching) {
            return;
        }
        long nowNanos = System.nanoTime();
        if (nowNanos - markNanos <= ageNanosMax) {
            return;
        }
        crew.sayBusy(true);
        long takenCount = dispatchedCount - inbox.trafficCount();
        if (takenCount < markCount) {
            isWatching = false;
            crew.wakeOne();
        } else if (takenCount < dispatchedCount) {
            mark(nowNanos);
        } else {
            isWatching = false;
        }
    }

    @Override
    public void beforeIdle() {
        crew.sayBusy(false);
        if (isWatching) {
            isWatching = false;
            crew.wakeOne();
        }
    }
}
