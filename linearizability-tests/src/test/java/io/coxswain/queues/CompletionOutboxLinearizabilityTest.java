package io.coxswain.queues;

import io.coxswain.interleavings.Interleavings;
import io.coxswain.interleavings.SequentialConsistencyVerifier;
import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The {@link CompletionOutbox} is a queue with gaps: in the order of each thread one that loses and doubles nothing, and
 * in time one that may keep a completion behind another that is still being stored.
 *
 * <p>Here each completion has its place from the start; that a place is enough is in {@link HandOverInterleavingsTest}.
 */
class CompletionOutboxLinearizabilityTest {
    private static final int PLACES = 16; // More than a scenario has operations.

    @Test
    void isAQueueInTheOrderOfEachThread() {
        Interleavings.holds(modelChecked().verifier(SequentialConsistencyVerifier.class), Outbox.class);
    }

    @Test
    void isAQueueInTheOrderOfEachThreadOnRealThreads() {
        Interleavings.holds(
                Interleavings.stressed()
                        .sequentialSpecification(PlainOutbox.class)
                        .verifier(SequentialConsistencyVerifier.class),
                Outbox.class);
    }

    /** Two threads, the loop and one worker: where there is nobody to leave a gap, the order is that of time. */
    @Test
    void isAQueueInTimeBetweenOneWorkerAndTheLoop() {
        Interleavings.holds(modelChecked().threads(2), OutboxOfOneWorker.class);
    }

    /** No bug: what the class says under Limits, seen. If this fails, the claim of the gap can be made stronger. */
    @Test
    void keepsACompletionBehindAGap() {
        Interleavings.bites(modelChecked().iterations(50), Outbox.class);
    }

    @Test
    void findsAnOutboxThatClaimsWithoutAnAtomicStep() {
        Interleavings.bites(
                modelChecked().verifier(SequentialConsistencyVerifier.class), OutboxThatLooksThenClaims.class);
    }

    private static ModelCheckingOptions modelChecked() {
        return Interleavings.modelChecked().checkObstructionFreedom(true).sequentialSpecification(PlainOutbox.class);
    }

    /** Two workers. */
    @Param(name = "job", gen = IntGen.class, conf = "1:9")
    public static class Outbox {
        private final CompletionOutbox<Integer> outbox = new CompletionOutbox<>(PLACES);
        private int drained;

        /** All jobs are out. */
        public Outbox() {
            for (int i = 0; i < PLACES; i++) {
                outbox.tryReserve();
            }
        }

        /** One worker. */
        @Operation(nonParallelGroup = "one worker")
        public void complete(@Param(name = "job") int job) {
            outbox.complete(job);
        }

        /** Another. */
        @Operation(nonParallelGroup = "other worker")
        public void completeOther(@Param(name = "job") int job) {
            outbox.complete(job);
        }

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public int drain() {
            drained = 0;
            outbox.drain(completion -> drained = completion, 1);
            return drained;
        }

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public boolean hasCompletions() {
            return outbox.hasCompletions();
        }
    }

    /** The same with one worker. */
    @Param(name = "job", gen = IntGen.class, conf = "1:9")
    public static class OutboxOfOneWorker {
        private final Outbox outbox = new Outbox();

        /** The worker. */
        @Operation(nonParallelGroup = "worker")
        public void complete(@Param(name = "job") int job) {
            outbox.complete(job);
        }

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public int drain() {
            return outbox.drain();
        }

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public boolean hasCompletions() {
            return outbox.hasCompletions();
        }
    }

    /** What it is, one operation at a time. */
    public static class PlainOutbox {
        private final ArrayDeque<Integer> completions = new ArrayDeque<>();

        /** Last in. */
        public void complete(int job) {
            completions.add(job);
        }

        /** Last in. */
        public void completeOther(int job) {
            completions.add(job);
        }

        /** First out, or 0. */
        public int drain() {
            Integer first = completions.poll();
            return first == null ? 0 : first;
        }

        /** Whether something is left. */
        public boolean hasCompletions() {
            return !completions.isEmpty();
        }
    }

    /** The planted bug: two workers may claim one slot, and one completion is overwritten. */
    @Param(name = "job", gen = IntGen.class, conf = "1:9")
    public static class OutboxThatLooksThenClaims {
        private final @Nullable Integer[] slots = new Integer[PLACES];
        private volatile int producerIndex;
        private int consumerIndex;

        /** One worker. */
        @Operation(nonParallelGroup = "one worker")
        public void complete(@Param(name = "job") int job) {
            int index = producerIndex;
            producerIndex = index + 1;
            slots[index] = job;
        }

        /** Another. */
        @Operation(nonParallelGroup = "other worker")
        public void completeOther(@Param(name = "job") int job) {
            complete(job);
        }

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public int drain() {
            Integer first = slots[consumerIndex];
            if (first == null) {
                return 0;
            }
            consumerIndex++;
            return first;
        }

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public boolean hasCompletions() {
            return slots[consumerIndex] != null;
        }
    }
}
