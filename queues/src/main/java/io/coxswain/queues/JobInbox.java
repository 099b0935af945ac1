package io.coxswain.queues;

import org.jctools.queues.atomic.SpmcAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Jobs on their way from the loop to whichever worker is free: one producer, many consumers, two lanes.
 *
 * <pre>
 *                 offerTraffic    +---------------- traffic lane ----------------+   take
 *      loop  -------------------&gt; | READ, WRITE                                  | -------&gt; worker 0..n
 *        ^                        +----------------------------------------------+ ---+
 *        |        offerHandshake  +--------------- handshake lane ---------------+   take
 *        | -----------------------&gt; ACCEPT                                       | -------&gt; worker 1..n
 *        |                        +----------------------------------------------+    |
 *        +----------------------------- takeBack (the loop is a consumer too) --------+
 * </pre>
 *
 * <p>The lanes keep a storm of handshakes from starving traffic, and the reverse: a {@link Taker} prefers traffic, but
 * after {@value #TRAFFIC_STREAK_MAX} traffic jobs in a row a waiting handshake goes first.
 *
 * <p><b>Threads.</b> One thread, the loop, calls {@code offer*}, {@link #oldestTraffic()} and {@link #takeBack()}. Each
 * worker calls the methods of its own {@link Taker}. {@link #hasJobs(boolean)} is for any thread. A job goes to one
 * worker or back to the loop. Lessons: {@code Inbox_03} to {@code Inbox_05}.
 *
 * <p><b>Memory.</b> Everything the loop wrote before an {@code offer*} that returned {@code true} is visible to the
 * thread whose {@code take} or {@code takeBack} returned that job: JCTools stores the slot and then the producer index
 * with release, and the consumer reads the index with volatile semantics before it reads the slot. Lessons:
 * {@code Inbox_01} and {@code Inbox_02}.
 *
 * <p><b>Limits.</b> Each lane holds as many jobs as it was made for, rounded up to a power of two. An offer never
 * waits. It is refused when the lane is full, and also when the ring has come round to a slot that a preempted worker
 * has claimed and not yet emptied. JCTools' {@code offer} would spin there until that worker runs again;
 * {@code relaxedOffer}, used here, refuses instead, so that the loop stays wait-free and does the work itself.
 * Lesson: {@code Inbox_06}.
 *
 * <p>Not API: public for the other modules of Coxswain only.
 *
 * @param <J> what a job is
 */
public final class JobInbox<J> {
    /** How many traffic jobs one worker runs in a row while a handshake waits, in jobs. */
    public static final int TRAFFIC_STREAK_MAX = 8;

    private final SpmcAtomicArrayQueue<J> traffic;
    private final SpmcAtomicArrayQueue<J> handshakes;

    /**
     * Makes an empty inbox.
     *
     * @param trafficSlots jobs that the traffic lane holds, at least 2; rounded up to a power of two
     * @param handshakeSlots jobs that the handshake lane holds, at least 2; rounded up to a power of two
     */
    public JobInbox(int trafficSlots, int handshakeSlots) {
        this.traffic = new SpmcAtomicArrayQueue<>(Math.max(2, trafficSlots));
        this.handshakes = new SpmcAtomicArrayQueue<>(Math.max(2, handshakeSlots));
    }

    /**
     * Queues a READ or WRITE job. Loop.
     *
     * @return whether it was queued; if not, nothing has changed and the caller still owns the job
     */
    public boolean offerTraffic(J job) {
        return traffic.relaxedOffer(job);
    }

    /**
     * Queues an ACCEPT job. Loop.
     *
     * @return whether it was queued; if not, nothing has changed and the caller still owns the job
     */
    public boolean offerHandshake(J job) {
        return handshakes.relaxedOffer(job);
    }

    /**
     * The traffic job that has waited longest, left where it is. Loop.
     *
     * @return null if the lane is empty; otherwise a job that a worker may take at any moment, so the caller may read
     *     of it only what the loop alone writes
     */
    public @Nullable J oldestTraffic() {
        return traffic.relaxedPeek();
    }

    /**
     * Takes a traffic job away from the workers: when it has waited too long, at a barrier, on close. Loop.
     *
     * @return the oldest traffic job, now the loop's to run or to drop, or null if none is left
     */
    public @Nullable J takeBack() {
        return traffic.poll();
    }

    /**
     * Takes a handshake job away from the workers, at a barrier or on close. Loop.
     *
     * @return the oldest handshake job, now the loop's to run or to drop, or null if none is left
     */
    public @Nullable J takeBackHandshake() {
        return handshakes.poll();
    }

    /** Traffic jobs waiting: exact while nobody takes, otherwise a moment old. Any thread. */
    public int trafficCount() {
        return traffic.size();
    }

    /** Handshake jobs waiting: exact while nobody takes, otherwise a moment old. Any thread. */
    public int handshakeCount() {
        return handshakes.size();
    }

    /**
     * Whether a worker would find something to do. Any thread; a worker asks between {@link ParkedFlag#announce()} and
     * parking.
     *
     * @param withHandshakes whether the handshake lane counts
     */
    public boolean hasJobs(boolean withHandshakes) {
        // Volatile reads inside JCTools. They come after the full fence of announce(), which is what makes
        // this the second half of Dekker's pattern; see ParkedFlag.
        return !traffic.isEmpty() || (withHandshakes && !handshakes.isEmpty());
    }

    /** Makes the view of this inbox for one worker. Any thread. */
    public Taker<J> taker() {
        return new Taker<>(this);
    }

    /**
     * One worker's end of a {@link JobInbox}: it remembers how long the handshakes have stood back.
     *
     * <p><b>Threads.</b> The worker that it was made for.
     *
     * @param <J> what a job is
     */
    public static final class Taker<J> {
        private final JobInbox<J> inbox;
        private int trafficStreak;

        private Taker(JobInbox<J> inbox) {
            this.inbox = inbox;
        }

        /**
         * Takes the next job. The worker.
         *
         * @param withHandshakes whether this worker may run handshakes now; with two or more workers one of them never
         *     does, so that traffic always has a worker of its own
         * @return a job that now belongs to this worker until it is completed, or null if there is none
         */
        public @Nullable J take(boolean withHandshakes) {
            if (withHandshakes && trafficStreak >= TRAFFIC_STREAK_MAX) {
                trafficStreak = 0;
                J overdue = inbox.handshakes.poll();
                if (overdue != null) {
                    return overdue;
                }
            }
            J job = inbox.traffic.poll();
            if (job != null) {
                // No further: a worker that does no handshakes would count past the range of an int in an hour.
                trafficStreak = Math.min(trafficStreak + 1, TRAFFIC_STREAK_MAX);
                return job;
            }
            trafficStreak = 0;
            return withHandshakes ? inbox.handshakes.poll() : null;
        }
    }
}
