package io.coxswain.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What an offer answers, and closing while senders are at it. The open mailbox as a queue is in {@link HandOverSpec}.
 */
class MailboxTest {
    private final Mailbox<Integer> mailbox = new Mailbox<>(4);
    private final List<Integer> undelivered = new ArrayList<>();

    @Test
    void saysFullWithoutChangingAnything() {
        for (int i = 0; i < 4; i++) {
            assertEquals(Mailbox.Offer.ACCEPTED, mailbox.offer(i));
        }

        assertEquals(Mailbox.Offer.FULL, mailbox.offer(4));
        assertEquals(Mailbox.Offer.FULL, mailbox.offer(4));

        assertEquals(0, mailbox.poll());
        assertEquals(Mailbox.Offer.ACCEPTED, mailbox.offer(4));
        mailbox.close(undelivered::add);
        assertEquals(List.of(1, 2, 3, 4), undelivered);
    }

    @Test
    void saysClosedForGood() {
        mailbox.close(undelivered::add);

        assertEquals(Mailbox.Offer.CLOSED, mailbox.offer(0));
        assertEquals(Mailbox.Offer.CLOSED, mailbox.offer(0));

        assertTrue(mailbox.isClosed());
        assertNull(mailbox.poll());
        assertFalse(mailbox.hasMessages());
    }

    @Test
    void saysClosedRatherThanFull() {
        Mailbox<Integer> small = new Mailbox<>(2);
        small.offer(0);
        small.offer(1);

        AtomicReference<Mailbox.@Nullable Offer> whileClosing = new AtomicReference<>();
        small.close(message -> {
            if (message == 0) {
                whileClosing.set(small.offer(2));
            }
        });

        assertEquals(Mailbox.Offer.CLOSED, whileClosing.get());
    }

    @Test
    void isOpenUntilClosed() {
        mailbox.offer(0);

        assertFalse(mailbox.isClosed());
        assertTrue(mailbox.hasMessages());
    }

    @Test
    void givesBackWhatNobodyPolledOldestFirst() {
        for (int i = 0; i < 4; i++) {
            mailbox.offer(i);
        }
        mailbox.poll();

        mailbox.close(undelivered::add);

        assertEquals(List.of(1, 2, 3), undelivered);
    }

    @Test
    void givesNothingBackTwice() {
        mailbox.offer(0);

        mailbox.close(undelivered::add);
        mailbox.close(undelivered::add);

        assertEquals(List.of(0), undelivered);
        assertTrue(mailbox.isClosed());
    }

    @Test
    void givesBackTheRestWhenClosedAgainAfterTheSinkThrew() {
        for (int i = 0; i < 3; i++) {
            mailbox.offer(i);
        }

        assertThrows(
                IllegalArgumentException.class,
                () -> mailbox.close(message -> {
                    throw new IllegalArgumentException("from the sink");
                }));
        mailbox.close(undelivered::add);

        assertTrue(mailbox.isClosed());
        assertEquals(List.of(1, 2), undelivered);
    }

    /** Which sender, and which of its messages. */
    private record Message(int senderIndex, int sequence) {}

    /**
     * Ten thousand mailboxes, each closed in the middle of two senders' offers: what was accepted has been polled or
     * given back, once, and in the order in which its sender sent it.
     */
    @Test
    void losesNothingWhenClosedWithSendersInFlight() throws InterruptedException {
        int rounds = 10_000;
        long seed = 20_261_120L;
        Random random = new Random(seed);
        AtomicReference<@Nullable Round> current = new AtomicReference<>();
        Crew crew = new Crew();

        for (int i = 0; i < Round.SENDERS; i++) {
            int senderIndex = i;
            crew.start("sender-" + i, () -> {
                Round last = null;
                for (int round = 0; round < rounds && crew.goesOn(); round++) {
                    Round next = current.get();
                    while ((next == null || next == last) && crew.goesOn()) {
                        Thread.yield();
                        next = current.get();
                    }
                    if (next != null) {
                        next.send(senderIndex);
                    }
                    last = next;
                }
            });
        }
        crew.start("loop", () -> {
            for (int i = 0; i < rounds && crew.goesOn(); i++) {
                Round round = new Round();
                current.set(round);
                round.receive(random.nextInt(20));
                while (round.sendersLeft.get() > 0 && crew.goesOn()) {
                    Thread.yield();
                }
                round.check("round " + i + " of seed " + seed);
            }
        });
        crew.join();
    }

    /** One mailbox, from its making to its close. */
    private static final class Round {
        static final int SENDERS = 2;

        final Mailbox<Message> mailbox = new Mailbox<>(8);
        final AtomicInteger sendersLeft = new AtomicInteger(SENDERS);

        // ---- each sender its own element, until it has left ----
        final int[] accepted = new int[SENDERS];

        // ---- loop ----
        final List<Message> received = new ArrayList<>();

        void send(int senderIndex) {
            Mailbox.Offer answer = Mailbox.Offer.ACCEPTED;
            while (answer != Mailbox.Offer.CLOSED) {
                answer = mailbox.offer(new Message(senderIndex, accepted[senderIndex]));
                if (answer == Mailbox.Offer.ACCEPTED) {
                    accepted[senderIndex]++;
                } else {
                    Thread.yield();
                }
            }
            sendersLeft.decrementAndGet();
        }

        void receive(int polls) {
            for (int i = 0; i < polls; i++) {
                Message message = mailbox.poll();
                if (message != null) {
                    received.add(message);
                }
            }
            mailbox.close(received::add);
        }

        void check(String round) {
            int[] next = new int[SENDERS];
            for (Message message : received) {
                assertEquals(next[message.senderIndex]++, message.sequence, () -> "order, " + round + ": " + received);
            }
            for (int i = 0; i < SENDERS; i++) {
                assertEquals(accepted[i], next[i], "accepted and received of sender " + i + ", " + round);
            }
        }
    }

    /** Where senders find the mailbox of the moment. Written by the loop alone. */
    private static final class Door {
        volatile Mailbox<Integer> mailbox = new Mailbox<>(4);
        volatile int closed;
    }

    /** Senders that do not take CLOSED for an answer are always on their way in; close may not wait for that to end. */
    @Test
    void closesWhileSendersKeepTrying() throws InterruptedException {
        int mailboxes = 2_000;
        Door door = new Door();
        Crew crew = new Crew();

        for (int i = 0; i < 3; i++) {
            crew.start("sender-" + i, () -> {
                while (door.closed < mailboxes && crew.goesOn()) {
                    door.mailbox.offer(0);
                }
            });
        }
        crew.start("loop", () -> {
            for (int i = 1; i <= mailboxes && crew.goesOn(); i++) {
                door.mailbox.close(message -> {});
                door.mailbox = new Mailbox<>(4);
                door.closed = i;
            }
        });
        crew.join();

        assertEquals(mailboxes, door.closed);
    }

    /** A sender that was counted in and left by an exception would keep close waiting for ever. */
    @Test
    void refusesAMessageThatIsNoneAndStillCloses() {
        assertThrows(NullPointerException.class, () -> mailbox.offer(noMessage()));

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> mailbox.close(message -> {}));
    }

    @SuppressWarnings("NullAway") // What a caller without null checks does.
    private static Integer noMessage() {
        return null;
    }
}
