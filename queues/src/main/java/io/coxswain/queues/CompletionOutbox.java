package io.coxswain.queues;

import java.util.function.Consumer;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;

/**
 * Finished jobs on their way from the workers back to the loop, with a place reserved for each before it is sent out.
 *
 * <p>The loop calls {@link #tryReserve()} before it offers a job to a {@link JobInbox}. The worker that has run the job
 * calls {@link #complete}, which therefore cannot find the queue full: a worker never waits for the loop and never
 * carries an overflow list, and a barrier that waits for all jobs cannot deadlock. A job that is not sent after all, or
 * that the loop takes back and finishes itself, gives its place back with {@link #cancelReservation()}.
 *
 * <p><b>Threads.</b> {@link #complete} is for any worker that holds a job; everything else is for the loop. The
 * reservations are therefore a plain {@code int}: the loop alone counts them up, and down again once
 * {@link #drain} has emptied the slot.
 *
 * <p><b>Memory.</b> What a worker wrote before {@code complete} is visible to the loop when {@code drain} hands it that
 * completion: JCTools stores the slot with release and reads it with volatile semantics. That a reservation is enough
 * rests on the way round: the loop empties a slot and moves the consumer index (release) before it reserves the place
 * again and offers the next job to the inbox (release); the worker that takes this job (acquire) therefore sees the
 * slot free. Lessons: {@code Reservation_01} to {@code Reservation_04}; of the barrier {@code Barrier_01} and
 * {@code Barrier_02}.
 *
 * <p><b>Limits.</b> As many places as the queue was made for. A worker preempted between claiming a slot and storing
 * into it leaves a gap, behind which finished completions wait. The loop never spins on a gap ({@code relaxedPoll}, not
 * {@code poll}): a gap delays and never loses, since the late worker looks at the loop's {@link ParkedFlag} after its
 * store. Lesson: {@code SleepWake_05}.
 *
 * <p>Not API: public for the other modules of Coxswain only.
 *
 * @param <C> what a completion is
 */
public final class CompletionOutbox<C> {
    private final MpscAtomicArrayQueue<C> queue;
    private final int placesMax;

    // ---- loop ----
    private int reservedPlaces;

    /**
     * Makes an empty outbox.
     *
     * @param placesMax how many jobs may be out at once, at least 1
     */
    public CompletionOutbox(int placesMax) {
        if (placesMax < 1) {
            throw new IllegalArgumentException("placesMax of " + placesMax + " is below 1");
        }
        this.placesMax = placesMax;
        this.queue = new MpscAtomicArrayQueue<>(Math.max(2, placesMax));
    }

    /**
     * Reserves the place for the completion of one job. Loop, before it offers the job.
     *
     * @return whether there was a place; if not, nothing has changed, and the loop does the work itself
     */
    public boolean tryReserve() {
        if (reservedPlaces == placesMax) {
            return false;
        }
        reservedPlaces++;
        return true;
    }

    /** Gives back the place of a job that no worker will complete. Loop. */
    public void cancelReservation() {
        assert reservedPlaces > 0 : "cancelReservation() without a reservation";
        reservedPlaces--;
    }

    /**
     * Jobs that are out: reserved, and not yet handed over by {@link #drain}. Loop.
     *
     * @return 0 to the number of places
     */
    public int reservedPlaces() {
        return reservedPlaces;
    }

    /** Places in all, which is how many jobs may be out at once. Any thread. */
    public int places() {
        return placesMax;
    }

    /**
     * Sends a finished job back. The worker that took the job; it may not touch the job afterwards.
     *
     * @throws IllegalStateException if the queue is full, so that the completion would be lost, and its link with it:
     *     it was not reserved for, which is a defect of the caller. While there is room, {@link #drain} asserts it
     */
    public void complete(C completion) {
        if (!queue.offer(completion)) {
            throw new IllegalStateException("completion without a reservation: all " + placesMax + " places are taken");
        }
    }

    /**
     * Hands finished jobs to the loop, oldest first. Loop.
     *
     * <p>The place is free again before the sink runs, so that the sink may dispatch the next job.
     *
     * @param sink gets each completion; what it throws comes out of here, and the rest stays queued
     * @param completionsMax how many at the most
     * @return how many were handed over; fewer than asked for means that the queue was empty or had a gap
     */
    public int drain(Consumer<? super C> sink, int completionsMax) {
        int count = 0;
        while (count < completionsMax) {
            C completion = queue.relaxedPoll();
            if (completion == null) {
                break;
            }
            assert reservedPlaces > 0 : "a completion that nobody reserved a place for";
            // After the poll has returned, so that a job dispatched into this place finds its slot empty.
            reservedPlaces--;
            count++;
            sink.accept(completion);
        }
        return count;
    }

    /**
     * Whether {@link #drain} has something to do. Loop, between {@link ParkedFlag#announce()} and blocking.
     *
     * @return false also when the first slot is a gap: the worker that fills it looks at the flag afterwards, and wakes
     */
    public boolean hasCompletions() {
        // A volatile read inside JCTools, after the full fence of announce(): the second half of Dekker's pattern.
        return queue.relaxedPeek() != null;
    }
}
