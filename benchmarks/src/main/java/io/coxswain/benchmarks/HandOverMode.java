package io.coxswain.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One way to hand reads and writes to workers: a value for each of the choices that the experiment compares.
 *
 * <p>Written as {@code key=value} pairs, for example {@code jobs=separate,interest=lazy1,wake=patient,naps=20}; what is
 * not mentioned keeps its default. Times are in microseconds.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param jobs who reads and who writes ({@code jobs})
 * @param interest what becomes of a key's interest in reading while the receiving half is taken ({@code interest})
 * @param wake when a sleeping worker is woken ({@code wake})
 * @param workers how many ({@code workers})
 * @param pace how the loop divides its time
 * @param idling what a worker does when it finds no job
 */
record HandOverMode(Jobs jobs, InterestRule interest, WakeRule wake, int workers, Pace pace, Idling idling) {
    /** Who reads and who writes. */
    enum Jobs {
        /** The loop does both. */
        INLINE,
        /** READ jobs; the loop writes. */
        READ,
        /** The loop reads; WRITE jobs. */
        WRITE,
        /** A READ job, later a WRITE job. */
        SEPARATE,
        /** A READ job at first; then one job that writes the replies and reads what has come meanwhile. */
        COMBINED,
        /** As {@link #COMBINED}; a worker selects and reads what is ready. */
        SELECT
    }

    /** What becomes of a key's interest in reading while the receiving half is taken. */
    enum InterestRule {
        /** It stays; such firings are passed over. */
        ARMED,
        /** It is cleared at the first such firing and set back at completion. */
        LAZY1,
        /** It is cleared at the second such firing and set back at completion. */
        LAZY2,
        /** It is cleared at every dispatch and set back at completion. */
        REARM,
        /** As {@link #LAZY1}, and it is cleared before the loop blocks, since it would fire at once. */
        QUIET
    }

    /** When a sleeping worker is woken. */
    enum WakeRule {
        /** At each dispatch. */
        EACH,
        /** At the end of each stage that dispatched. */
        STAGE,
        /** Before the loop waits, or when a job has been left alone for too long. */
        PATIENT
    }

    /**
     * How the loop divides its time.
     *
     * @param wakeAgeNanos how long {@link WakeRule#PATIENT} leaves a job to a worker that may be asleep ({@code age})
     * @param stageNanos how long the loop delivers before it looks at completions and selector again ({@code stage})
     * @param selectGapNanos how long it does not select while it has something to deliver ({@code gap})
     * @param readyMin with fewer links than this waiting for delivery it selects all the same ({@code low})
     * @param turnFrames how many frames of one link are delivered in one turn ({@code turn})
     * @param spinNanos how long it looks for completions before it blocks ({@code spin})
     */
    record Pace(
            long wakeAgeNanos, long stageNanos, long selectGapNanos, int readyMin, int turnFrames, long spinNanos) {}

    /**
     * What a worker does when it finds no job: it spins, yields, naps, and then parks until woken.
     *
     * @param spins how often it looks again at once ({@code spins})
     * @param yields how often it gives the processor away and looks again ({@code yields})
     * @param naps how often it sleeps for a bounded time and looks again ({@code naps})
     * @param napNanos how long a nap is asked to be ({@code nap})
     * @param napsAlways whether it naps also while the loop is not busy ({@code always=1})
     * @param lingerNanos how long it keeps a receiving half that has nothing to read ({@code linger})
     */
    record Idling(int spins, int yields, int naps, long napNanos, boolean napsAlways, long lingerNanos) {}

    /** Reads a mode. */
    static HandOverMode parse(String text) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int sign = pair.indexOf('=');
            if (sign < 0) {
                throw new IllegalArgumentException("mode: '" + pair + "' is not key=value");
            }
            given.put(pair.substring(0, sign), pair.substring(sign + 1));
        }
        HandOverMode mode = new HandOverMode(
                Jobs.valueOf(word(given, "jobs", "inline")),
                InterestRule.valueOf(word(given, "interest", "lazy1")),
                WakeRule.valueOf(word(given, "wake", "each")),
                (int) number(given, "workers", 1),
                new Pace(
                        nanos(given, "age", 2_000),
                        nanos(given, "stage", 200),
                        nanos(given, "gap", 0),
                        (int) number(given, "low", 0),
                        (int) number(given, "turn", 256),
                        nanos(given, "spin", 0)),
                new Idling(
                        (int) number(given, "spins", 0),
                        (int) number(given, "yields", 0),
                        (int) number(given, "naps", 0),
                        nanos(given, "nap", 50),
                        number(given, "always", 0) > 0,
                        nanos(given, "linger", 0)));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("mode: unknown keys " + given.keySet());
        }
        if (mode.jobs == Jobs.SELECT && mode.workers != 1) {
            throw new IllegalArgumentException("mode: jobs=select needs workers=1, not " + mode.workers);
        }
        return mode;
    }

    private static String word(Map<String, String> given, String key, String fallback) {
        String value = given.remove(key);
        return (value == null ? fallback : value).toUpperCase(Locale.ROOT);
    }

    private static long number(Map<String, String> given, String key, long fallback) {
        String value = given.remove(key);
        return value == null ? fallback : Long.parseLong(value);
    }

    private static long nanos(Map<String, String> given, String key, long fallbackMicros) {
        return number(given, key, fallbackMicros) * 1_000;
    }
}
