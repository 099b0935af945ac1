package io.coxswain.queues;

import io.coxswain.interleavings.Interleavings;
import io.coxswain.interleavings.SequentialConsistencyVerifier;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The {@link Mailbox} against its close: two senders and the loop, which polls and closes. Every message that was accepted
 * is polled or given back by the close, once, in the order of its sender; a closed one accepts nothing.
 *
 * <p>In the order of each thread, as the {@link CompletionOutbox} and for the same reason. Not obstruction-free either: a
 * close waits for a sender that is inside of an offer. A full one is tested apart, because a close is no single step for
 * it: a sender that is inside may find the room that the close has made, and five messages come out of four slots.
 */
class MailboxLinearizabilityTest {
    private static final int SLOTS = 16; // More than a scenario has operations.

    @Test
    void losesNothingThatItHasAccepted() {
        Interleavings.holds(modelChecked(), Letterbox.class);
    }

    @Test
    void losesNothingThatItHasAcceptedOnRealThreads() {
        Interleavings.holds(
                Interleavings.stressed()
                        .sequentialSpecification(PlainLetterbox.class)
                        .verifier(SequentialConsistencyVerifier.class),
                Letterbox.class);
    }

    @Test
    void losesNothingThatItHasAcceptedWhenItIsFull() {
        Interleavings.holds(MailboxLinearizabilityTest::closeWhenFull);
    }

    @Test
    void findsAMailboxThatLooksThenOffers() {
        Interleavings.bites(modelChecked().iterations(50), LetterboxThatLooksThenOffers.class);
    }

    @Test
    void findsAMailboxThatEmptiesBeforeItCounts() {
        Interleavings.bites(MailboxLinearizabilityTest::closeThatCountsTooLate);
    }

    private static ModelCheckingOptions modelChecked() {
        return Interleavings.modelChecked()
                .sequentialSpecification(PlainLetterbox.class)
                .verifier(SequentialConsistencyVerifier.class);
    }

    private static void closeWhenFull() {
        Mailbox<Integer> mailbox = new Mailbox<>(2);
        AtomicInteger accepted = new AtomicInteger();
        Runnable sender = () -> {
            for (int i = 0; i < 2; i++) {
                if (mailbox.offer(1) == Mailbox.Offer.ACCEPTED) {
                    accepted.getAndIncrement();
                }
            }
        };
        int[] received = new int[1];
        Interleavings.inParallel(sender, sender, () -> {
            received[0] += mailbox.poll() == null ? 0 : 1;
            mailbox.close(message -> received[0]++);
        });
        if (received[0] != accepted.get() || mailbox.poll() != null) {
            throw new AssertionError(accepted + " messages were accepted, " + received[0] + " received");
        }
    }

    /** The planted bug of the lesson {@code Mailbox_02}: it empties, and counts the senders inside afterwards. */
    private static void closeThatCountsTooLate() {
        MpscAtomicArrayQueue<Integer> messages = new MpscAtomicArrayQueue<>(4);
        AtomicInteger sendersInside = new AtomicInteger();
        AtomicBoolean closed = new AtomicBoolean();
        AtomicInteger accepted = new AtomicInteger();
        Runnable sender = () -> {
            sendersInside.getAndIncrement();
            if (!closed.get() && messages.offer(1)) {
                accepted.getAndIncrement();
            }
            sendersInside.getAndDecrement();
        };
        int[] received = new int[1];
        Interleavings.inParallel(sender, sender, () -> {
            closed.set(true);
            do {
                while (messages.relaxedPoll() != null) {
                    received[0]++;
                }
            } while (sendersInside.get() > 0);
        });
        if (received[0] != accepted.get()) {
            throw new AssertionError(accepted + " messages were accepted, " + received[0] + " received");
        }
    }

    /** The real one, with roles for three threads. */
    @Param(name = "message", gen = IntGen.class, conf = "1:9")
    public static class Letterbox {
        private final Mailbox<Integer> mailbox = new Mailbox<>(SLOTS);

        /** One sender. */
        @Operation(nonParallelGroup = "one sender")
        public String offer(@Param(name = "message") int message) {
            return mailbox.offer(message).name();
        }

        /** Another. */
        @Operation(nonParallelGroup = "other sender")
        public String offerOther(@Param(name = "message") int message) {
            return mailbox.offer(message).name();
        }

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public @Nullable Integer poll() {
            return mailbox.poll();
        }

        /** Loop; what nobody polled. */
        @Operation(nonParallelGroup = "loop")
        public String close() {
            StringBuilder undelivered = new StringBuilder();
            mailbox.close(undelivered::append);
            return undelivered.toString();
        }
    }

    /** What it is, one operation at a time. */
    public static class PlainLetterbox {
        private final ArrayDeque<Integer> messages = new ArrayDeque<>();
        private boolean closed;

        /** Accepted, unless it is full or closed. */
        public String offer(int message) {
            if (closed) {
                return "CLOSED";
            }
            if (messages.size() == SLOTS) {
                return "FULL";
            }
            messages.add(message);
            return "ACCEPTED";
        }

        /** As the other. */
        public String offerOther(int message) {
            return offer(message);
        }

        /** First out. */
        public @Nullable Integer poll() {
            return messages.poll();
        }

        /** All that is left. */
        public String close() {
            closed = true;
            StringBuilder undelivered = new StringBuilder();
            messages.forEach(undelivered::append);
            messages.clear();
            return undelivered.toString();
        }
    }

    /** The planted bug of the lesson {@code Mailbox_01}: a look, then an offer. */
    @Param(name = "message", gen = IntGen.class, conf = "1:9")
    public static class LetterboxThatLooksThenOffers {
        private final MpscAtomicArrayQueue<Integer> messages = new MpscAtomicArrayQueue<>(SLOTS);
        private volatile boolean closed;

        /** One sender. */
        @Operation(nonParallelGroup = "one sender")
        public String offer(@Param(name = "message") int message) {
            if (closed) {
                return "CLOSED";
            }
            return messages.offer(message) ? "ACCEPTED" : "FULL";
        }

        /** Another. */
        @Operation(nonParallelGroup = "other sender")
        public String offerOther(@Param(name = "message") int message) {
            return offer(message);
        }

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public @Nullable Integer poll() {
            return messages.relaxedPoll();
        }

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public String close() {
            closed = true;
            StringBuilder undelivered = new StringBuilder();
            messages.drain(undelivered::append);
            return undelivered.toString();
        }
    }
}
