package io.coxswain.core;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the loop does, turn after turn, in this order:
 *
 * <pre>
 *      1. completions   jobs that workers have sent back, up to {@link Limits#completionsPerStageMax()}; and jobs that
 *                       no worker takes, up to {@value Dispatcher#TAKEN_BACK_PER_TURN_MAX}
 *      2. mailbox       tasks from other threads, up to {@value #TASKS_PER_STAGE_MAX}
 *      3. selector      what became readable, writable, connected; blocks here if there is nothing else to do, and
 *                       looks now and then if there is, see {@link SelectPace}
 *      4. delivery      links whose turn it is to go on, see {@link Turns}
 *      5. flush         links written to from elsewhere than their own delivery
 *      6. handshakes    steps that may go on, see {@link Handshakes}
 *      7. timers        those that are due, up to {@value #TIMERS_PER_STAGE_MAX}
 *      8. endings       links that nobody holds any more
 * </pre>
 *
 * <p>Each stage has a bound, so that none can keep the others waiting; what a stage leaves is there in the next turn.
 * On a thread that somebody else needs too ({@link EmbeddedEngine}) a {@link TurnBudget} cuts each stage shorter still.
 *
 * <p><b>Threads.</b> The loop.
 */
final class DutyCycle {
    /** Tasks from other threads that are run in one turn. */
    static final int TASKS_PER_STAGE_MAX = 256;

    /** Timers run in one turn: one that schedules itself again without a delay must not keep the loop to itself. */
    static final int TIMERS_PER_STAGE_MAX = 256;

    /** Jobs brought home before the time is looked at. */
    private static final int JOBS_PER_LOOK = 16;

    /** How much longer than its deadline closing may take, for a job that does not come back, in nanoseconds. */
    private static final long GIVE_UP_NANOS = 2_000_000_000;

    private final Loop loop;
    private final EngineParts parts;
    private final int spinsMax;
    private final TurnBudget budget;
    private final StarvedLinks starved;
    private final ReadyKeys readyKeys;
    private final SelectPace pace = new SelectPace();
    private final Consumer<Job> onCompletion;
    private final LentReads lentReads = new LentReads();
    private final ArrayDeque<LinkWriter> awaitingFlush = new ArrayDeque<>();
    private final ArrayDeque<Link> unheld = new ArrayDeque<>();
    private final ArrayDeque<Link> ended = new ArrayDeque<>();
    private int emptyTurns;
    private long turnStartNanos;
    private long blockedNanos;
    private @Nullable VirtualMachineError fatal;

    DutyCycle(Loop loop, EngineParts parts, Selector selector) {
        this.loop = loop;
        this.parts = parts;
        this.readyKeys = new ReadyKeys(selector, parts.counters());
        this.spinsMax = parts.loopSpins();
        this.starved =
                new StarvedLinks(parts.pool(), parts.clock(), parts.limits().memoryWaitNanos());
        this.budget = new TurnBudget(parts.clock());
        this.onCompletion = parts.dispatcher()::onCompletion;
        this.turnStartNanos = parts.clock().nanos();
    }

    /** Turns until the engine has been closed and nothing is left of it but the threads. */
    void run() throws IOException {
        while (!isOver()) {
            turn(true);
        }
    }

    /** Whether nothing is left to close, or what is left does not come back: a framing that never returns, say. */
    boolean isOver() {
        if (!loop.isClosing()) {
            return false;
        }
        boolean isEmpty = loop.links().count() == 0 && parts.dispatcher().jobsOut() == 0;
        return isEmpty || parts.clock().nanos() - loop.closeDeadline() > GIVE_UP_NANOS;
    }

    /**
     * One turn on a thread that has other things to do.
     *
     * @param nanosMax after which no stage begins a second piece of work
     * @return how much was done; if 0, the loop has announced that it sleeps
     */
    int turnWithoutBlocking(long nanosMax) throws IOException {
        parts.waker().retract();
        long nowNanos = parts.clock().refresh();
        // What the thread did elsewhere: after a turn that had work it came back at once, and was busy meanwhile.
        parts.load().onTurn(nowNanos - turnStartNanos, emptyTurns == 0);
        turnStartNanos = nowNanos;
        budget.begin(nanosMax);
        int work = turn(false);
        if (work == 0 && !hasWaiting()) {
            parts.waker().announce();
            // After the fence in announce(), as before blocking in select.
            if (!hasNews() && !isOver()) {
                return 0;
            }
            parts.waker().retract();
        }
        return Math.max(1, work);
    }

    /** How long nothing will be due that a clock decides, after a turn that had no work; 0 after one that had. */
    long idleNanosMax() {
        parts.clock().refresh();
        return emptyTurns == 0 || hasWaiting() ? 0 : nanosToNext();
    }

    private int turn(boolean mayBlock) throws IOException {
        OutOfMemoryError unwatched = parts.watchdog().startOnce();
        if (unwatched != null) {
            loop.onApplicationError("starting the watchdog; the engine goes on without", unwatched);
        }
        parts.pulse().begin();
        int work;
        try {
            work = runStages(mayBlock);
        } finally {
            parts.pulse().end();
        }
        if (fatal != null) {
            throw fatal;
        }
        return work;
    }

    private int runStages(boolean mayBlock) throws IOException {
        parts.counters().increment(Counter.TURNS);
        parts.turns().beginCycle();
        if (parts.waker().isCloseRequested()) {
            loop.close();
        }
        int work = bringSomeJobsHome();
        work += runTasks();
        work += select(work == 0, mayBlock);
        work += parts.turns().run();
        work += flush();
        work += parts.handshakes().dispatch();
        work += runTimers();
        work += endLinks();
        parts.workers().tellWorkersIfOverdue(parts.clock().nanos());
        accountTurn(work > 0);
        return work;
    }

    /** Ends the engine by this error, once the loop is out of whatever it is in the middle of. */
    void endAfterTurn(VirtualMachineError error) {
        fatal = error;
    }

    private void accountTurn(boolean hadWork) {
        long nowNanos = parts.clock().nanos();
        long awakeNanos = nowNanos - turnStartNanos - blockedNanos;
        parts.load().onTurn(awakeNanos, hadWork);
        if (hadWork) {
            parts.counters().turnTimes().record(awakeNanos, nowNanos);
        }
        parts.load().onTurn(blockedNanos, false);
        parts.load().onWindowEnd(parts.workers());
        turnStartNanos = nowNanos;
        blockedNanos = 0;
        emptyTurns = hadWork ? 0 : emptyTurns + 1;
    }

    // ---- 1. completions ----

    private int bringSomeJobsHome() {
        int completionsMax = parts.limits().completionsPerStageMax();
        int completions = 0;
        int more = 1;
        while (more > 0 && completions < completionsMax && (completions == 0 || !budget.isSpent())) {
            more = parts.outbox().drain(onCompletion, Math.min(JOBS_PER_LOOK, completionsMax - completions));
            completions += more;
        }
        int takenBack = 0;
        more = 1;
        while (more > 0 && takenBack < Dispatcher.TAKEN_BACK_PER_TURN_MAX && (takenBack == 0 || !budget.isSpent())) {
            more = parts.dispatcher().takeBackOverdue(JOBS_PER_LOOK);
            takenBack += more;
        }
        return completions + takenBack;
    }

    // ---- 2. mailbox ----

    private int runTasks() {
        int count = 0;
        LoopTask task = parts.mailbox().poll();
        while (task != null) {
            runTask("a task", task);
            count++;
            task = count < TASKS_PER_STAGE_MAX && !budget.isSpent()
                    ? parts.mailbox().poll()
                    : null;
        }
        parts.counters().add(Counter.TASKS_RUN, count);
        return count;
    }

    private void runTask(String what, LoopTask task) {
        Object before = EngineEvents.CHOSEN.beforeCall();
        try {
            task.run(loop);
        } catch (Throwable thrown) {
            // Application code; the loop goes on, see ErrorHandler.
            loop.onThrown(what, thrown);
        }
        EngineEvents.CHOSEN.afterCall(before, what, null);
    }

    // ---- 3. selector ----

    private int select(boolean idleSoFar, boolean mayBlock) throws IOException {
        long nowNanos = parts.clock().refresh();
        if (!readyKeys.isEmpty()) {
            return readyKeys.dispatch(budget);
        }
        if (idleSoFar && !hasWaiting()) {
            selectIdle(mayBlock);
            pace.onIdleLook(parts.clock().refresh());
        } else if (pace.isDue(parts.turns().waitingCount(), nowNanos)) {
            readyKeys.selectNow();
            pace.onLook(nowNanos, parts.clock().refresh());
        } else {
            return 0;
        }
        return readyKeys.dispatch(budget);
    }

    /** Looks for work, of which there is none in this turn so far. */
    private void selectIdle(boolean mayBlock) throws IOException {
        if (!mayBlock) {
            lentReads.quiet();
            parts.workers().tellWorkers();
            readyKeys.selectNow();
        } else if (emptyTurns < spinsMax) {
            parts.workers().tellWorkers();
            Thread.onSpinWait();
            readyKeys.selectNow();
        } else {
            blockInSelect();
        }
    }

    private boolean hasWaiting() {
        return !parts.turns().isEmpty()
                || !readyKeys.isEmpty()
                || !awaitingFlush.isEmpty()
                || !unheld.isEmpty()
                || parts.handshakes().hasDispatchable()
                || starved.mayRetry();
    }

    private void blockInSelect() throws IOException {
        lentReads.quiet();
        parts.workers().tellWorkers();
        parts.waker().announce();
        // After the fence in announce(): what was completed or posted before its sender read the flag is seen here;
        // what comes later finds the flag set and wakes the selector.
        if (hasNews() || isOver()) {
            readyKeys.selectNow();
        } else {
            parts.counters().increment(Counter.SLEEPS);
            long startNanos = parts.clock().refresh();
            long timeoutMillis = timeoutMillis();
            if (timeoutMillis == 0) {
                readyKeys.selectNow();
            } else {
                parts.pulse().end();
                readyKeys.select(timeoutMillis == Long.MAX_VALUE ? 0 : timeoutMillis);
                parts.pulse().begin();
            }
            // An interrupt would make every later select return at once. Nothing here interrupts the loop; whoever did
            // has no claim on it.
            Thread.interrupted();
            blockedNanos = parts.clock().refresh() - startNanos;
        }
        parts.waker().retract();
    }

    /** Whether another thread has left something for the loop. Between announcing a sleep and sleeping. */
    private boolean hasNews() {
        return parts.outbox().hasCompletions()
                || parts.mailbox().hasMessages()
                || parts.workers().hasJobsForNobody()
                || isToClose();
    }

    /** Notes the interest of a link whose READ job has gone to a worker. */
    void onReadLent(ReadInterest interest) {
        lentReads.add(interest);
    }

    private boolean isToClose() {
        return parts.waker().isCloseRequested() && !loop.isClosing();
    }

    /** How long nothing will be due, rounded up to the selector's milliseconds; MAX_VALUE for ever. */
    private long timeoutMillis() {
        long nanos = nanosToNext();
        // Not (nanos + 999,999) / 1,000,000, which overflows for limits that stand for never.
        return nanos == Long.MAX_VALUE ? nanos : nanos / 1_000_000 + (nanos % 1_000_000 == 0 ? 0 : 1);
    }

    private long nanosToNext() {
        long nanos = parts.timers().nanosToNext();
        if (parts.dispatcher().jobsOut() > 0) {
            nanos = Math.min(nanos, parts.limits().takeBackNanos());
        }
        if (!starved.isEmpty()) {
            nanos = Math.min(nanos, StarvedLinks.RETRY_NANOS);
        }
        return nanos;
    }

    // ---- 5. flush ----

    /** Puts a link on the list of those to flush near the end of this turn. */
    void onAwaitsFlush(LinkWriter writer) {
        awaitingFlush.addLast(writer);
    }

    private int flush() {
        int waiting = awaitingFlush.size();
        int count = 0;
        while (count < waiting && (count == 0 || !budget.isSpent())) {
            awaitingFlush.removeFirst().onFlushStage();
            count++;
        }
        return count + starved.retry();
    }

    /** Whether any link waits for a buffer. */
    boolean hasStarved() {
        return !starved.isEmpty();
    }

    /** Puts a link on the list of those that go on when a buffer has been returned. */
    void onStarved(Link link) {
        starved.add(link);
    }

    // ---- 7. timers ----

    private int runTimers() {
        int count = 0;
        LoopTask task = parts.timers().pollDue();
        while (task != null) {
            runTask("a timer", task);
            count++;
            task = count < TIMERS_PER_STAGE_MAX && !budget.isSpent()
                    ? parts.timers().pollDue()
                    : null;
        }
        return count;
    }

    // ---- 8. endings ----

    /** Puts a link on the list of those that can end. */
    void onUnheld(Link link) {
        unheld.addLast(link);
    }

    private int endLinks() throws IOException {
        if (unheld.isEmpty()) {
            return 0;
        }
        Link link = unheld.pollFirst();
        while (link != null) {
            link.life().finish();
            ended.addLast(link);
            link = budget.isSpent() ? null : unheld.pollFirst();
        }
        flushCancelledKeys();
        int count = ended.size();
        for (int i = 0; i < count; i++) {
            ended.removeFirst().life().tellClosed();
        }
        return count;
    }

    /** See {@link ReadyKeys#flushCancelledKeys()}. */
    void flushCancelledKeys() throws IOException {
        readyKeys.flushCancelledKeys();
    }

    // ---- the end of the engine, see Ending ----

    /** Takes home what has come back and what no worker will take; there are no more turns. */
    void bringJobsHome() throws IOException {
        budget.lift();
        int count = 1;
        while (count > 0) {
            count = parts.outbox().drain(onCompletion, Integer.MAX_VALUE);
            count += parts.dispatcher().takeBackOverdue();
        }
        endLinks();
    }

    /** Runs the tasks that were accepted, and accepts no more. */
    void endMailbox() {
        parts.mailbox().close(task -> runTask("a task at the end", task));
    }
}
