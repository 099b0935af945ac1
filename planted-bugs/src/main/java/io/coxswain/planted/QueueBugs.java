package io.coxswain.planted;

import static io.coxswain.planted.Suite.interleavings;
import static io.coxswain.planted.Suite.lesson;
import static io.coxswain.planted.Suite.pairing;
import static io.coxswain.planted.Suite.unit;

import java.util.List;

/** Bugs of the hand-over: inbox, outbox, mailbox, sleep and wake. */
final class QueueBugs {
    private static final String OUTBOX = "queues/CompletionOutbox";
    private static final String INBOX = "queues/JobInbox";
    private static final String MAILBOX = "queues/Mailbox";
    private static final String FLAG = "queues/ParkedFlag";

    static final List<Bug> ALL = List.of(
            Bug.of(
                    "reservation not returned when cancelled",
                    OUTBOX,
                    "\"cancelReservation() without a reservation\"; reservedPlaces--;",
                    "\"cancelReservation() without a reservation\";",
                    unit("queues", "CompletionOutboxTest")),
            Bug.of(
                    "reservation not returned when drained",
                    OUTBOX,
                    "reservedPlaces--; count++;",
                    "count++;",
                    unit("queues", "CompletionOutboxTest")),
            Bug.of(
                    "one reservation too many",
                    OUTBOX,
                    "if (reservedPlaces == placesMax) {",
                    "if (reservedPlaces == placesMax + 1) {",
                    unit("queues", "CompletionOutboxTest")),
            Bug.of(
                            "place given back before the poll",
                            OUTBOX,
                            "C completion = queue.relaxedPoll();",
                            "C completion = queue.relaxedPeek();",
                            unit("queues", "CompletionOutboxTest"),
                            lesson("Reservation_03"),
                            interleavings("queues", "HandOverInterleavingsTest"))
                    .and("sink.accept(completion);", "sink.accept(completion); queue.relaxedPoll();"),
            Bug.of(
                    "handshake lane starved",
                    INBOX,
                    "if (withHandshakes && trafficStreak >= TRAFFIC_STREAK_MAX) {",
                    "if (withHandshakes && trafficStreak > TRAFFIC_STREAK_MAX) {",
                    unit("queues", "JobInboxTest")),
            Bug.of(
                    "traffic lane starved",
                    INBOX,
                    "trafficStreak = Math.min(trafficStreak + 1, TRAFFIC_STREAK_MAX);",
                    "trafficStreak = TRAFFIC_STREAK_MAX;",
                    unit("queues", "JobInboxTest")),
            Bug.of(
                    "two takers of one job",
                    INBOX,
                    "J job = inbox.traffic.poll();",
                    "J job = inbox.traffic.relaxedPeek(); inbox.traffic.poll();",
                    unit("queues", "JobInboxTest"),
                    lesson("Inbox_04"),
                    interleavings("queues", "JobInboxLinearizabilityTest")),
            Bug.of(
                    "take-back without a claim",
                    INBOX,
                    "return traffic.poll();",
                    "J job = traffic.relaxedPeek(); traffic.poll(); return job;",
                    unit("queues", "JobInboxTest"),
                    lesson("Inbox_05"),
                    interleavings("queues", "JobInboxLinearizabilityTest")),
            Bug.of(
                    "handshakes overlooked before sleeping",
                    INBOX,
                    "|| (withHandshakes && !handshakes.isEmpty())",
                    "",
                    unit("queues", "JobInboxTest")),
            Bug.of(
                            "mailbox counts a sender too late",
                            MAILBOX,
                            "long before = (long) STATE.getAndAddAcquire(this, 1L);",
                            "long before = (long) STATE.getAcquire(this);",
                            unit("queues", "MailboxTest"),
                            lesson("Mailbox_03"),
                            interleavings("queues", "MailboxLinearizabilityTest"),
                            pairing())
                    .and(
                            "boolean queued = open && queue.offer(message);",
                            "STATE.getAndAddAcquire(this, 1L); boolean queued = open && queue.offer(message);"),
            Bug.of(
                    "mailbox closes with a sender inside",
                    MAILBOX,
                    "drained = nobodyInside;",
                    "drained = true;",
                    unit("queues", "MailboxTest"),
                    lesson("Mailbox_03"),
                    interleavings("queues", "MailboxLinearizabilityTest")),
            Bug.of(
                    "mailbox takes messages once closed",
                    MAILBOX,
                    "boolean queued = open && queue.offer(message);",
                    "boolean queued = queue.offer(message);",
                    unit("queues", "MailboxTest"),
                    interleavings("queues", "MailboxLinearizabilityTest")),
            Bug.of(
                    "mailbox counts nobody out",
                    MAILBOX,
                    "STATE.getAndAddRelease(this, -1L);",
                    "if (queued) { STATE.getAndAddRelease(this, -1L); }",
                    unit("queues", "MailboxTest")),
            Bug.of(
                    "mailbox counts out without a read-modify-write",
                    MAILBOX,
                    "STATE.getAndAddRelease(this, -1L);",
                    "STATE.setRelease(this, (long) STATE.getOpaque(this) - 1L);",
                    unit("queues", "MailboxTest"),
                    lesson("Mailbox_03"),
                    interleavings("queues", "MailboxLinearizabilityTest"),
                    pairing()),
            Bug.of(
                    "mailbox's release made an acquire (not on x86)",
                    MAILBOX,
                    "STATE.getAndAddRelease(this, -1L);",
                    "STATE.getAndAddAcquire(this, -1L);",
                    lesson("Mailbox_03"),
                    pairing()),
            Bug.of(
                    "fence dropped before sleeping",
                    FLAG,
                    "VarHandle.fullFence(); } /** Says that the owner is up",
                    "} /** Says that the owner is up",
                    unit("queues", "InboxSleepWakeTest"),
                    lesson("SleepWake_03"),
                    pairing()),
            Bug.of(
                    "fence dropped before waking",
                    FLAG,
                    "VarHandle.fullFence(); // Opaque, then",
                    "// Opaque, then",
                    unit("queues", "InboxSleepWakeTest"),
                    lesson("SleepWake_03"),
                    pairing()),
            Bug.of(
                    "a full fence weakened to a release",
                    FLAG,
                    "VarHandle.fullFence(); // Opaque, then",
                    "VarHandle.releaseFence(); // Opaque, then",
                    lesson("SleepWake_03"),
                    pairing()),
            Bug.of(
                    "every caller may wake",
                    FLAG,
                    "&& STATE.compareAndSet(state, PADDING_INTS, ASLEEP, AWAKE);",
                    "&& (int) STATE.getAndSet(state, PADDING_INTS, AWAKE) >= AWAKE;",
                    unit("queues", "ParkedFlagTest"),
                    lesson("SleepWake_08"),
                    interleavings("queues", "ParkedFlagLinearizabilityTest"),
                    pairing()));

    private QueueBugs() {}
}
