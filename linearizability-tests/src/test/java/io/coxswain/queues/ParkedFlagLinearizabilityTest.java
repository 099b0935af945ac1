package io.coxswain.queues;

import io.coxswain.interleavings.Interleavings;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * The {@link ParkedFlag} alone: one claim for each sleep, whoever claims. What it is good for, with queues and a sleeper, is
 * in {@link SleepWakeInterleavingsTest}.
 */
class ParkedFlagLinearizabilityTest {
    @Test
    void givesOneWakeUpForEachSleep() {
        Interleavings.holds(modelChecked(), Flag.class);
    }

    @Test
    void givesOneWakeUpForEachSleepOnRealThreads() {
        Interleavings.holds(Interleavings.stressed().sequentialSpecification(PlainFlag.class), Flag.class);
    }

    @Test
    void findsAFlagThatLooksThenClaims() {
        Interleavings.bites(modelChecked(), FlagThatLooksThenClaims.class);
    }

    private static ModelCheckingOptions modelChecked() {
        return Interleavings.modelChecked().checkObstructionFreedom(true).sequentialSpecification(PlainFlag.class);
    }

    /** The real one. */
    public static class Flag {
        private final ParkedFlag flag = new ParkedFlag();

        /** Owner. */
        @Operation(nonParallelGroup = "owner")
        public void announce() {
            flag.announce();
        }

        /** Owner. */
        @Operation(nonParallelGroup = "owner")
        public void retract() {
            flag.retract();
        }

        /** Any thread. */
        @Operation
        public boolean claimWake() {
            return flag.claimWake();
        }

        /** Any thread. */
        @Operation
        public boolean isAsleep() {
            return flag.isAsleep();
        }
    }

    /** What it is, one operation at a time. */
    public static class PlainFlag {
        private boolean asleep;

        /** Sleeps. */
        public void announce() {
            asleep = true;
        }

        /** Is up. */
        public void retract() {
            asleep = false;
        }

        /** True once for each sleep. */
        public boolean claimWake() {
            boolean claimed = asleep;
            asleep = false;
            return claimed;
        }

        /** Whether nobody has claimed. */
        public boolean isAsleep() {
            return asleep;
        }
    }

    /** The planted bug of the lesson {@code SleepWake_07}. */
    public static class FlagThatLooksThenClaims {
        private volatile boolean asleep;

        /** Owner. */
        @Operation(nonParallelGroup = "owner")
        public void announce() {
            asleep = true;
        }

        /** Owner. */
        @Operation(nonParallelGroup = "owner")
        public void retract() {
            asleep = false;
        }

        /** Any thread. */
        @Operation
        public boolean claimWake() {
            boolean claimed = asleep;
            if (claimed) {
                asleep = false;
            }
            return claimed;
        }

        /** Any thread. */
        @Operation
        public boolean isAsleep() {
            return asleep;
        }
    }
}
