package io.coxswain.consumer;

import io.coxswain.core.Framing;
import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import io.coxswain.queues.Mailbox;
import io.coxswain.queues.ParkedFlag;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Touches each library that a user gets with Coxswain: the hand-over with a worker of its own, and the two classes of
 * Agrona that the engine stands on. It prints one line and ends with status 0 if everything it sent came back.
 *
 * <p><b>Threads.</b> The main thread plays the loop; one thread of its own plays the worker.
 */
public final class SmallProgram {
    private static final int JOBS = 10_000;
    private static final int PLACES = 64;

    private final JobInbox<Long> inbox = new JobInbox<>(PLACES, PLACES);
    private final CompletionOutbox<Long> outbox = new CompletionOutbox<>(PLACES);
    private final Mailbox<String> mailbox = new Mailbox<>(4);
    private final ParkedFlag workerParked = new ParkedFlag();
    private final AtomicBoolean stopping = new AtomicBoolean();

    private SmallProgram() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws InterruptedException {
        SmallProgram program = new SmallProgram();
        int completed = program.completeJobs();
        int delivered = program.deliverMail();
        int expired = expireTimers();
        System.out.println(Framing.class.getSimpleName() + " of core; " + completed + " jobs, " + delivered
                + " messages, " + expired + " timers");
        if (completed != JOBS || delivered != 1 || expired != 1) {
            System.exit(1);
        }
    }

    private int completeJobs() throws InterruptedException {
        Thread worker = new Thread(this::work, "worker");
        worker.start();
        Long2ObjectHashMap<Long> out = new Long2ObjectHashMap<>();
        int sent = 0;
        int[] completed = new int[1];
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (completed[0] < JOBS && System.nanoTime() < deadline) {
            while (sent < JOBS && outbox.tryReserve()) {
                Long job = (long) sent++;
                out.put(job.longValue(), job);
                if (!inbox.offerTraffic(job)) {
                    throw new IllegalStateException("no room for job " + job);
                }
                if (workerParked.claimWake()) {
                    LockSupport.unpark(worker);
                }
            }
            outbox.drain(job -> completed[0] += out.remove(job.longValue()) == null ? 0 : 1, PLACES);
        }
        stopping.set(true);
        LockSupport.unpark(worker);
        worker.join(TimeUnit.SECONDS.toMillis(10));
        return completed[0];
    }

    private void work() {
        JobInbox.Taker<Long> taker = inbox.taker();
        while (!stopping.get()) {
            Long job = taker.take(true);
            if (job != null) {
                outbox.complete(job);
            } else {
                sleepUnlessThereAreJobs();
            }
        }
    }

    private void sleepUnlessThereAreJobs() {
        workerParked.announce();
        if (!inbox.hasJobs(true) && !stopping.get()) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
        workerParked.retract();
    }

    private int deliverMail() throws InterruptedException {
        Thread sender = new Thread(() -> mailbox.offer("greetings"), "sender");
        sender.start();
        sender.join(TimeUnit.SECONDS.toMillis(10));
        int[] delivered = new int[1];
        mailbox.close(message -> delivered[0]++);
        return mailbox.offer("too late") == Mailbox.Offer.CLOSED ? delivered[0] : -1;
    }

    private static int expireTimers() {
        DeadlineTimerWheel wheel = new DeadlineTimerWheel(TimeUnit.MILLISECONDS, 0, 8, 16);
        wheel.scheduleTimer(5);
        long cancelled = wheel.scheduleTimer(6);
        wheel.cancelTimer(cancelled);
        int expired = 0;
        for (long now = 0; now <= 64; now += 8) {
            expired += wheel.poll(now, (unit, time, timer) -> true, 16);
        }
        return expired;
    }
}
