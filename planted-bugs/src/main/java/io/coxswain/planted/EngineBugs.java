package io.coxswain.planted;

import static io.coxswain.planted.Suite.interleavings;
import static io.coxswain.planted.Suite.lesson;
import static io.coxswain.planted.Suite.pairing;
import static io.coxswain.planted.Suite.unit;

import java.util.List;

/** Bugs of the engine: dispatching, workers, waking, closing. */
final class EngineBugs {
    private static final String DISPATCHER = "core/Dispatcher";
    private static final String WORKER = "core/Worker";
    private static final String POOL = "core/WorkerPool";
    private static final String CYCLE = "core/DutyCycle";
    private static final String PROGRESS = "core/Progress";
    private static final String SENDER = "core/Sender";
    private static final String LETTERS = "core/LetterCounts";

    static final List<Bug> ALL = List.of(
            Bug.of(
                    "double completion",
                    WORKER,
                    "member.outbox().complete(job);",
                    "member.outbox().complete(job); member.outbox().complete(job);",
                    unit("core", "WorkerTest")),
            Bug.of(
                    "no completion of a job that throws",
                    WORKER,
                    "member.outbox().complete(job);",
                    "if (job.failure() == null) { member.outbox().complete(job); }",
                    unit("core", "WorkerTest")),
            Bug.of(
                    "lost wake-up: flag looked at before the completion",
                    WORKER,
                    "member.outbox().complete(job); member.waker().wake();",
                    "member.waker().wake(); member.outbox().complete(job);",
                    unit("core", "WorkerTest")),
            Bug.of(
                    "worker parks until woken, and a job lingers that nobody looks after",
                    WORKER,
                    "return LingeringJobs.NAP_NANOS;",
                    "return 0;",
                    unit("core", "WorkerPoolTest")),
            Bug.of(
                    "worker ends with a job that lingers",
                    WORKER,
                    "try { sendAllLingeringHome(); } finally { pool.passOnWake(); }",
                    "pool.passOnWake();",
                    unit("core", "WorkerLingeringTest")),
            Bug.of(
                    "links that are lent are never forgotten by a loop that does not block",
                    "core/LentReads",
                    "if (interest.staysNoted()) {",
                    "if (interest.staysNoted() || count > 0) {",
                    unit("core", "LentReadsTest")),
            Bug.of(
                    "an interrupted sample counts in full",
                    "core/CostAverage",
                    "return isIsolated ? mostNanos : sampleNanos;",
                    "return isIsolated ? sampleNanos : sampleNanos;",
                    unit("core", "CostAverageTest")),
            Bug.of(
                    "lost wake-up: worker parks without another look",
                    WORKER,
                    "return !hasWork() && !isStopping();",
                    "return !isStopping();",
                    unit("core", "WorkerTest")),
            Bug.of(
                    "lost wake-up: loop blocks without another look",
                    CYCLE,
                    "if (hasNews() || isOver()) { readyKeys.selectNow();",
                    "if (isOver()) { readyKeys.selectNow();",
                    unit("core", "DutyCycleTest")),
            Bug.of(
                    "lost wake-up: request to close marked after the look",
                    "core/Waker",
                    "CLOSE_REQUESTED.setOpaque(this, true); wake();",
                    "wake(); CLOSE_REQUESTED.setOpaque(this, true);",
                    unit("core", "EngineCloseTest"),
                    lesson("EngineClose_02"),
                    interleavings("core", "EndingInterleavingsTest")),
            Bug.of(
                    "two drivers of one embedded engine",
                    "core/Driver",
                    "return OWNER.compareAndSet(this, null, CLOSER);",
                    "if (OWNER.getOpaque(this) == null) { OWNER.setOpaque(this, CLOSER); return true; } return false;",
                    lesson("EngineClose_04"),
                    interleavings("core", "EndingInterleavingsTest"),
                    pairing()),
            Bug.of(
                    "reservation not returned when the inbox is full",
                    DISPATCHER,
                    "outbox.cancelReservation(); return FallbackReason.INBOX_FULL;",
                    "return FallbackReason.INBOX_FULL;",
                    unit("core", "DispatcherTest")),
            Bug.of(
                    "lease not undone when the inbox is full",
                    DISPATCHER,
                    "job.undoLend(previousLentNanos);",
                    "",
                    unit("core", "DispatcherTest")),
            Bug.of(
                    "job offered without a reservation",
                    DISPATCHER,
                    "if (!outbox.tryReserve()) {",
                    "if (!outbox.tryReserve() && job.isLent()) {",
                    unit("core", "DispatcherTest")),
            Bug.of(
                    "job taken back that a worker has too",
                    DISPATCHER,
                    "if (!takeBack(inbox.takeBack())) {",
                    "if (!takeBack(inbox.oldestTraffic())) {",
                    unit("core", "DispatcherTest")),
            Bug.of(
                    "reservation not returned when taken back",
                    DISPATCHER,
                    "outbox.cancelReservation(); job.reclaim();",
                    "job.reclaim();",
                    unit("core", "DispatcherTest")),
            Bug.of(
                    "handshakes stay behind when no worker is left",
                    DISPATCHER,
                    "if (workers.count() == 0 && count < jobsMax && takeBack(inbox.takeBackHandshake())) {",
                    "if (workers.count() > 0 && count < jobsMax && takeBack(inbox.takeBackHandshake())) {",
                    unit("core", "DispatcherTest")),
            Bug.of(
                    "resize loses a job: the wake-up is not passed on",
                    WORKER,
                    "pool.passOnWake();",
                    "",
                    unit("core", "WorkerTest")),
            Bug.of(
                    "resize loses a job: the loop is not told of its own",
                    POOL,
                    "member.waker().wake(); } } } retiring.removeIf",
                    "} } } retiring.removeIf",
                    unit("core", "WorkerPoolTest")),
            Bug.of(
                    "resize loses a job: nobody wakes in its place",
                    POOL,
                    "if (member.inbox().hasJobs(true) && wakeFor(member.inbox()) == 0) {",
                    "if (member.inbox().hasJobs(true) && wakeFor(member.inbox()) < 0) {",
                    unit("core", "WorkerPoolTest"),
                    lesson("Resize_02"),
                    interleavings("core", "EndingInterleavingsTest")),
            Bug.of(
                    "barrier at the end does not drain",
                    CYCLE,
                    "count = parts.outbox().drain(onCompletion, Integer.MAX_VALUE);",
                    "count = 0;",
                    unit("core", "DutyCycleTest")),
            Bug.of(
                    "barrier at the end takes nothing back",
                    CYCLE,
                    "count += parts.dispatcher().takeBackOverdue();",
                    "",
                    unit("core", "DutyCycleTest")),
            Bug.of(
                    "fence dropped before a worker's end",
                    POOL,
                    "VarHandle.fullFence(); for (Member member : members()) {",
                    "for (Member member : members()) {",
                    lesson("Resize_02"),
                    pairing()),
            Bug.of(
                    "fence dropped before workers are looked at",
                    POOL,
                    "VarHandle.fullFence(); Seat[] current = seats(); int up = 0;",
                    "Seat[] current = seats(); int up = 0;",
                    unit("core", "WorkerPoolTest"),
                    pairing()),
            Bug.of(
                    "progress: stamp first",
                    PROGRESS,
                    "TOTAL_BYTES.setOpaque(this, (long) TOTAL_BYTES.getOpaque(this) + bytes);",
                    "STAMP_NANOS.setOpaque(this, nowNanos);"
                            + " TOTAL_BYTES.setOpaque(this, (long) TOTAL_BYTES.getOpaque(this) + bytes);",
                    lesson("Progress_02"),
                    interleavings("core", "EndingInterleavingsTest")),
            Bug.of(
                    "progress: release made plain (not on x86)",
                    PROGRESS,
                    "STAMP_NANOS.setRelease(this, nowNanos);",
                    "STAMP_NANOS.set(this, nowNanos);",
                    lesson("Progress_02"),
                    pairing()),
            Bug.of(
                    "progress: acquire made plain (not on x86)",
                    PROGRESS,
                    "return (long) STAMP_NANOS.getAcquire(this);",
                    "return (long) STAMP_NANOS.get(this);",
                    lesson("Progress_02"),
                    pairing()),
            Bug.of(
                    "workers published plainly (not on x86)",
                    POOL,
                    "SEATS.setRelease(this, newSeats);",
                    "seats = newSeats;",
                    pairing()),
            Bug.of(
                    "request to end made plain",
                    WORKER,
                    "return (boolean) STOPPING.getAcquire(this);",
                    "return stopping;",
                    pairing()),
            Bug.of(
                    "sender: letters not counted back when refused",
                    SENDER,
                    "loop.counts().increment(Counter.MESSAGES_UNDELIVERED);",
                    "loop.counts().increment(Counter.MESSAGES_UNDELIVERED); return;",
                    unit("core", "SenderTest")),
            Bug.of(
                    "sender: one letter too many",
                    LETTERS,
                    "return pendingLetters() < letters;",
                    "return pendingLetters() <= letters;",
                    unit("core", "SenderTest")),
            Bug.of(
                    "sender: release made opaque (not on x86)",
                    LETTERS,
                    "DELIVERED_COUNT.setRelease(this,",
                    "DELIVERED_COUNT.setOpaque(this,",
                    pairing()));

    private EngineBugs() {}
}
