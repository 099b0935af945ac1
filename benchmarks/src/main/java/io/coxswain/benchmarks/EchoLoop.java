package io.coxswain.benchmarks;

import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import io.coxswain.queues.Mailbox;
import io.coxswain.queues.ParkedFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The loop of the experiment's server: completions, tasks, selector, delivery, round and round.
 *
 * <p>It leaves every choice that the experiment compares to the parts it is made of, and owns the rules that they
 * share: a link is ready while it holds frames, is delivered in its turn, and its replies are written right after.
 *
 * <p><b>Threads.</b> One of its own, {@code cox-loop-0}. {@link #execute} is for any thread.
 */
final class EchoLoop {
    private static final int PLACES = 4096;
    private static final int HANDSHAKE_SLOTS = 2;
    private static final int COMPLETIONS_MAX = 256;
    private static final int MAILBOX_SLOTS = 4096;

    private final JobInbox<EchoJob> inbox = new JobInbox<>(PLACES, HANDSHAKE_SLOTS);
    private final CompletionOutbox<EchoJob> outbox = new CompletionOutbox<>(PLACES);
    private final Mailbox<Runnable> mailbox = new Mailbox<>(MAILBOX_SLOTS);
    private final ParkedFlag flag = new ParkedFlag();
    private final HandOverMode.Pace pace;
    private final Work work;
    private final Crew crew;
    private final Division division;
    private final Readiness readiness;
    private final Waking waking;

    // ---- loop ----
    private final LoopCounters counters = new LoopCounters();
    private final ArrayDeque<EchoLink> ready = new ArrayDeque<>(1024);
    private final Consumer<EchoJob> onCompletion = this::onCompletion;

    private EchoLoop(HandOverMode mode, Work work, Selector selector) {
        this.pace = mode.pace();
        this.work = work;
        this.crew = new Crew(counters);
        this.division = ModeParts.division(mode, this);
        this.waking = ModeParts.waking(mode, crew, inbox);
        Thread thread = new Thread(this::run, "cox-loop-0");
        thread.setDaemon(true);
        this.readiness = ModeParts.readiness(mode, this, selector, thread);
        crew.start(mode, inbox, new Completer(outbox, this::wake), selector);
        thread.start();
    }

    /** Starts a loop and its workers. */
    static EchoLoop start(HandOverMode mode, Work work) throws IOException {
        return new EchoLoop(mode, work, Selector.open());
    }

    /** Has a task run by the loop. Any thread. */
    void execute(Runnable task) {
        Mailbox.Offer offer = mailbox.offer(task);
        if (offer != Mailbox.Offer.ACCEPTED) {
            throw new IllegalStateException("task not accepted: " + offer);
        }
        wake();
    }

    /** After something was left for the loop. Any thread. */
    private void wake() {
        if (flag.claimWake()) {
            readiness.unblock();
        }
    }

    LoopCounters counters() {
        return counters;
    }

    /** All counters in one line. */
    String describe() {
        return counters.describe(work.spentNanos(), crew.sleeps());
    }

    /** Takes over a new link. */
    void add(EchoLink link) {
        readiness.add(link);
    }

    private void run() {
        try {
            while (true) {
                cycle();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void cycle() throws IOException {
        outbox.drain(onCompletion, COMPLETIONS_MAX);
        Runnable task = mailbox.poll();
        if (task != null) {
            task.run();
        }
        if (ready.isEmpty()) {
            await();
        } else {
            readiness.poll(ready.size() < pace.readyMin());
        }
        readiness.handOver();
        waking.onStageEnd();
        deliver();
        waking.onStageEnd();
    }

    private void await() throws IOException {
        waking.beforeIdle();
        long startNanos = System.nanoTime();
        if (!spin(startNanos)) {
            flag.announce();
            // After the full fence of announce(): the second half of Dekker's pattern, see ParkedFlag.
            boolean hasWork = outbox.hasCompletions() || mailbox.hasMessages();
            if (!hasWork) {
                readiness.block();
            }
            flag.retract();
        }
        counters.idleNanos += System.nanoTime() - startNanos;
    }

    private boolean spin(long startNanos) {
        if (pace.spinNanos() == 0 || outbox.reservedPlaces() == 0) {
            return false;
        }
        boolean hasCompletions = outbox.hasCompletions();
        while (!hasCompletions && System.nanoTime() - startNanos < pace.spinNanos()) {
            Thread.onSpinWait();
            hasCompletions = outbox.hasCompletions();
        }
        return hasCompletions;
    }

    /** A key has fired, and the receiving half is at home. */
    void onReadable(EchoLink link) {
        division.onReadable(link);
    }

    /** Sends the receiving half out to be read. */
    void lendReceiving(EchoLink link) {
        link.isReceivingTaken = true;
        readiness.onLent(link);
        reserve();
        dispatch(link.readJob);
    }

    /** Sends the sending half out to be written, if it is at home and there are replies. */
    void lendSending(EchoLink link) {
        if (link.isSendingLent || !link.hasReplies()) {
            return;
        }
        link.isSendingLent = true;
        link.lendReplies();
        reserve();
        dispatch(link.writeJob);
    }

    /** Sends both halves out, in one job and for two completions. */
    void lendBoth(EchoLink link) {
        assert link.isReceivingTaken : "lendBoth() of a link whose frames were not here";
        link.isSendingLent = true;
        link.lendReplies();
        reserve();
        reserve();
        dispatch(link.writeReadJob);
    }

    private void reserve() {
        if (!outbox.tryReserve()) {
            throw new IllegalStateException("more than " + PLACES + " jobs out: too many links for this experiment");
        }
    }

    private void dispatch(EchoJob job) {
        counters.dispatches++;
        if (!inbox.offerTraffic(job)) {
            throw new IllegalStateException(
                    "more than " + PLACES + " jobs waiting: too many links for this experiment");
        }
        waking.onDispatch();
    }

    private void onCompletion(EchoJob job) {
        EchoLink link = job.link();
        if (job.kind() == EchoJob.Kind.READ) {
            onRead(link);
        } else {
            link.isSendingLent = false;
            lendSending(link);
        }
    }

    private void onRead(EchoLink link) {
        if (link.isOver()) {
            link.close();
        } else if (link.hasNews()) {
            ready.addLast(link);
        } else {
            counters.emptyReads++;
            onReceivingHome(link);
        }
    }

    /** The loop has read from the link itself, and delivers at once while the bytes are in its cache. */
    void onReadNow(EchoLink link) {
        if (link.isOver() || !link.hasNews()) {
            onRead(link);
        } else {
            deliver(link);
        }
    }

    /** The receiving half is at home and holds nothing undelivered. */
    void onReceivingHome(EchoLink link) {
        link.isReceivingTaken = false;
        readiness.onHome(link);
    }

    /** Whether links wait to be delivered. */
    boolean hasReady() {
        return !ready.isEmpty();
    }

    private void deliver() {
        int links = ready.size();
        if (links == 0) {
            return;
        }
        long endNanos = System.nanoTime() + pace.stageNanos();
        boolean isOver = false;
        while (!isOver) {
            deliver(ready.removeFirst());
            links--;
            isOver = links == 0 || System.nanoTime() - endNanos >= 0;
        }
    }

    private void deliver(EchoLink link) {
        counters.deliveries++;
        counters.frames += link.deliver(work, pace.turnFrames());
        boolean isDrained = !link.hasNews();
        if (!isDrained) {
            ready.addLast(link);
        }
        division.onDelivered(link, isDrained);
    }
}
