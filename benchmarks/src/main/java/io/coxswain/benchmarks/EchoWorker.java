package io.coxswain.benchmarks;

import io.coxswain.queues.JobInbox;
import io.coxswain.queues.ParkedFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Takes jobs, does them and sends them home; spins, yields, naps and parks when there are none.
 *
 * <p>A nap is a sleep with an alarm clock: the worker announces it like any other, so that a loop with nothing better
 * to do may end it, but a busy loop need not, since the worker will look again by itself. It naps only while the loop
 * is busy: one that is not wakes it anyhow, and the alarm clocks would cost processor time for nothing.
 *
 * <p><b>Threads.</b> One of its own, {@code cox-worker-N}. {@link #wakeIfAsleep()} is for the loop, {@link #sleeps()}
 * for any thread.
 */
final class EchoWorker {
    /** After how many jobs in a row it looks after halves that are not completed. */
    private static final int JOBS_PER_POLL = 16;

    private final JobInbox<EchoJob> inbox;
    private final JobInbox.Taker<EchoJob> taker;
    private final Completer completer;
    private final Receiving receiving;
    private final BooleanSupplier loopIsBusy;
    private final HandOverMode.Idling idling;
    private final ParkedFlag flag = new ParkedFlag();
    private final Thread thread;

    /** Counted by the worker alone, read by anyone: {@code lazySet} is enough, since nothing hangs on it. */
    private final AtomicLong sleeps = new AtomicLong();

    EchoWorker(
            int index,
            JobInbox<EchoJob> inbox,
            Completer completer,
            Receiving receiving,
            BooleanSupplier loopIsBusy,
            HandOverMode.Idling idling) {
        this.inbox = inbox;
        this.taker = inbox.taker();
        this.completer = completer;
        this.receiving = receiving;
        this.loopIsBusy = loopIsBusy;
        this.idling = idling;
        this.thread = new Thread(this::work, "cox-worker-" + index);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /**
     * Wakes this worker if it sleeps.
     *
     * @return whether it did
     */
    boolean wakeIfAsleep() {
        boolean isMine = flag.claimWake();
        if (isMine) {
            receiving.wake(thread);
        }
        return isMine;
    }

    /** How often it has napped or parked. */
    long sleeps() {
        return sleeps.get();
    }

    private void work() {
        try {
            int emptyPasses = 0;
            while (true) {
                boolean found = runSomeJobs();
                found |= receiving.poll();
                if (found) {
                    emptyPasses = 0;
                } else {
                    idle(emptyPasses++);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private boolean runSomeJobs() {
        int count = 0;
        EchoJob job = taker.take(true);
        while (job != null) {
            run(job);
            count++;
            job = count < JOBS_PER_POLL ? taker.take(true) : null;
        }
        return count > 0;
    }

    private void run(EchoJob job) {
        EchoLink link = job.link();
        boolean reads = job.kind() != EchoJob.Kind.WRITE;
        if (job.kind() != EchoJob.Kind.READ) {
            link.write();
            completer.complete(link.writeJob);
        }
        if (reads) {
            receiving.onLent(link);
        }
    }

    private void idle(int emptyPasses) throws IOException {
        int pass = emptyPasses;
        if (pass < idling.spins()) {
            Thread.onSpinWait();
            return;
        }
        pass -= idling.spins();
        if (pass < idling.yields()) {
            Thread.yield();
            return;
        }
        pass -= idling.yields();
        boolean mayNap = idling.napsAlways() || loopIsBusy.getAsBoolean();
        boolean isNap = (mayNap && pass < idling.naps()) || receiving.isPressing();
        flag.announce();
        if (!inbox.hasJobs(true)) {
            sleeps.lazySet(sleeps.get() + 1);
            receiving.sleep(isNap ? idling.napNanos() : 0);
        }
        flag.retract();
    }
}
