package io.coxswain.queues;

import io.coxswain.interleavings.Interleavings;
import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Each lane of the {@link JobInbox} is a queue, whoever takes from it: the loop, which is also the one that offers, and
 * two workers.
 *
 * <p>Not both lanes together: a taker looks into one after the other, and between the looks both may change. What holds
 * of the two is in {@link HandOverInterleavingsTest}. Not a full ring either, which may refuse while a worker empties a
 * slot: likewise.
 */
class JobInboxLinearizabilityTest {
    private static final int SLOTS = 16; // More than a scenario has operations.

    @Test
    void theTrafficLaneIsAQueue() {
        Interleavings.holds(modelChecked(), TrafficLane.class);
    }

    @Test
    void theTrafficLaneIsAQueueOnRealThreads() {
        Interleavings.holds(stressed(), TrafficLane.class);
    }

    @Test
    void theHandshakeLaneIsAQueue() {
        Interleavings.holds(modelChecked(), HandshakeLane.class);
    }

    @Test
    void findsALaneThatLooksThenTakes() {
        Interleavings.bites(modelChecked(), LaneThatLooksThenTakes.class);
    }

    private static ModelCheckingOptions modelChecked() {
        // Obstruction-free: whoever is left alone finishes, wherever the others have stopped.
        return Interleavings.modelChecked().checkObstructionFreedom(true).sequentialSpecification(PlainLane.class);
    }

    private static StressOptions stressed() {
        return Interleavings.stressed().sequentialSpecification(PlainLane.class);
    }

    /** READ and WRITE jobs. */
    @Param(name = "job", gen = IntGen.class, conf = "1:9")
    public static class TrafficLane {
        private final JobInbox<Integer> inbox = new JobInbox<>(SLOTS, 2);

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public boolean offer(@Param(name = "job") int job) {
            return inbox.offerTraffic(job);
        }

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public @Nullable Integer takeBack() {
            return inbox.takeBack();
        }

        /** Loop; a worker asks as well, about its own inbox. */
        @Operation
        public boolean isEmpty() {
            return !inbox.hasJobs(false);
        }

        /** Any worker. Its streak is a thing of two lanes. */
        @Operation
        public @Nullable Integer take() {
            return inbox.taker().take(false);
        }
    }

    /** ACCEPT jobs. */
    @Param(name = "job", gen = IntGen.class, conf = "1:9")
    public static class HandshakeLane {
        private final JobInbox<Integer> inbox = new JobInbox<>(2, SLOTS);

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public boolean offer(@Param(name = "job") int job) {
            return inbox.offerHandshake(job);
        }

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public @Nullable Integer takeBack() {
            return inbox.takeBackHandshake();
        }

        /** Any thread. */
        @Operation
        public boolean isEmpty() {
            return !inbox.hasJobs(true);
        }

        /** Any worker but the first. */
        @Operation
        public @Nullable Integer take() {
            return inbox.taker().take(true);
        }
    }

    /** What a lane is, one operation at a time. */
    public static class PlainLane {
        private final ArrayDeque<Integer> jobs = new ArrayDeque<>();

        /** Last in. */
        public boolean offer(int job) {
            jobs.add(job);
            return true;
        }

        /** First out. */
        public @Nullable Integer takeBack() {
            return jobs.poll();
        }

        /** Whether nothing is left. */
        public boolean isEmpty() {
            return jobs.isEmpty();
        }

        /** First out. */
        public @Nullable Integer take() {
            return jobs.poll();
        }
    }

    /** The planted bug: as in the lesson {@code Inbox_03}, volatile fields and two steps. */
    @Param(name = "job", gen = IntGen.class, conf = "1:9")
    public static class LaneThatLooksThenTakes {
        private final Integer[] slots = new Integer[SLOTS];
        private volatile int producerIndex;
        private volatile int consumerIndex;

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public boolean offer(@Param(name = "job") int job) {
            int index = producerIndex;
            slots[index] = job;
            producerIndex = index + 1;
            return true;
        }

        /** Loop. */
        @Operation(nonParallelGroup = "loop")
        public @Nullable Integer takeBack() {
            return take();
        }

        /** Any thread. */
        @Operation
        public boolean isEmpty() {
            return consumerIndex == producerIndex;
        }

        /** Any worker. */
        @Operation
        public @Nullable Integer take() {
            int index = consumerIndex;
            if (index == producerIndex) {
                return null;
            }
            consumerIndex = index + 1;
            return slots[index];
        }
    }
}
