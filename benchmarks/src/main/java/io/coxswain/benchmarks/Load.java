package io.coxswain.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * One case: what a server has to do while it is measured.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param measured the traffic whose latency is measured; null where there is none
 * @param beside other traffic at the same time, from a process of its own; null where there is none
 * @param stepMicros to what the work on each frame steps, and back, while it is measured; 0 where it stays what it is
 */
record Load(@Nullable Traffic measured, @Nullable Traffic beside, long stepMicros) {
    /** Traffic that is alone. */
    static Load of(Traffic measured) {
        return new Load(measured, null, 0);
    }

    /** The same with other traffic beside it. */
    Load with(Traffic other) {
        return new Load(measured, other, stepMicros);
    }

    /** Traffic without a latency. */
    static Load only(Traffic beside) {
        return new Load(null, beside, 0);
    }

    /** The same while the work steps from nothing to so much, and back. */
    Load stepping(long micros) {
        return new Load(measured, beside, micros);
    }

    /** Whether a server that delivers no frame has failed. */
    boolean hasFrames() {
        return measured != null || (beside != null && beside.hasFrames());
    }

    /**
     * Whether frames are sent at a fixed rate, by a load generator that spins; what is beside has to make do then with
     * what the server leaves of the processors, see {@link Trial}.
     */
    boolean isPaced() {
        return measured != null && measured.perSecond() > 0;
    }

    /** Links that stay. */
    int links() {
        return (measured == null ? 0 : measured.links()) + (beside == null ? 0 : beside.links());
    }

    /** In a few words, for a heading. */
    String describe() {
        if (measured == null) {
            return beside == null ? "nothing" : beside.describe();
        }
        return measured.describe()
                + (beside == null
                        ? ""
                        : "; beside them" + (isPaced() ? " in the background " : " ") + beside.describe())
                + (stepMicros == 0 ? "" : "; work of 0 and " + stepMicros + " us");
    }
}
