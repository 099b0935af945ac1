package io.coxswain.samples;

import io.coxswain.core.CloseReason;
import io.coxswain.core.Counter;
import io.coxswain.core.Counters;

/**
 * What became of the TLS handshakes that the demo's server had to do with between two moments, as its engine counts
 * them.
 *
 * <p><b>Threads.</b> Immutable; any.
 *
 * @param completed ended well
 * @param failed ended because a client did something wrong
 * @param shed given up because there were too many, in total or of one address
 * @param late given up because they took too long
 * @param inlineSteps steps of handshakes that the loop did
 * @param steps all steps
 */
record DemoHandshakes(long completed, long failed, long shed, long late, long inlineSteps, long steps) {
    /** Those since an earlier moment. */
    static DemoHandshakes between(Counters before, Counters after) {
        long inline = difference(Counter.HANDSHAKE_STEPS_INLINE, before, after);
        return new DemoHandshakes(
                difference(Counter.HANDSHAKES_COMPLETED, before, after),
                difference(CloseReason.HANDSHAKE_FAILED, before, after),
                difference(CloseReason.HANDSHAKE_SHED, before, after),
                difference(CloseReason.HANDSHAKE_DEADLINE, before, after),
                inline,
                inline + difference(Counter.HANDSHAKE_STEPS_OFFLOADED, before, after));
    }

    private static long difference(Counter counter, Counters before, Counters after) {
        return after.get(counter) - before.get(counter);
    }

    private static long difference(CloseReason reason, Counters before, Counters after) {
        return after.closed(reason) - before.closed(reason);
    }

    /** Handshakes that are over. */
    long ended() {
        return completed + failed + shed + late;
    }
}
