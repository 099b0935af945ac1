package io.coxswain.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * One case: what a server has to do while it is measured.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param measured the traffic whose latency is measured; null where there is none
 * @param beside other traffic at the same time, from a process of its own; null where there is none
 */
record Load(@Nullable Traffic measured, @Nullable Traffic beside) {
    /** Traffic that is alone. */
    static Load of(Traffic measured) {
        return new Load(measured, null);
    }

    /** The same with other traffic beside it. */
    Load with(Traffic other) {
        return new Load(measured, other);
    }

    /** Traffic without a latency. */
    static Load only(Traffic beside) {
        return new Load(null, beside);
    }

    /** Whether a server that delivers no frame has failed. */
    boolean hasFrames() {
        return measured != null || (beside != null && beside.hasFrames());
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
        return measured.describe() + (beside == null ? "" : "; beside them " + beside.describe());
    }
}
