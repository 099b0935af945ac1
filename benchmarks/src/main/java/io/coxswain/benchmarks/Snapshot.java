package io.coxswain.benchmarks;

import java.util.HashMap;
import java.util.Map;

/**
 * The counters of a server and the processor time of its threads, at one moment.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 *
 * @param counters by name, as {@link Service#describe} writes them
 * @param cpuNanos processor time by kind of thread: {@code loop}, {@code worker}, {@code other}
 */
record Snapshot(Map<String, Long> counters, Map<String, Long> cpuNanos) {
    /** Reads a line of names and values. */
    static Map<String, Long> parse(String line) {
        String[] words = line.split(" ", -1);
        Map<String, Long> values = new HashMap<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            values.put(words[i], Long.valueOf(words[i + 1]));
        }
        return values;
    }

    /** How far a counter has come since an earlier snapshot. */
    double since(Snapshot earlier, String counter) {
        return (double) counters.getOrDefault(counter, 0L) - earlier.counters.getOrDefault(counter, 0L);
    }

    /**
     * How far every counter has come since an earlier snapshot; those whose name begins with {@code now.} as they
     * are.
     */
    Map<String, Double> changes(Snapshot earlier) {
        Map<String, Double> changes = new HashMap<>();
        counters.forEach(
                (name, value) -> changes.put(name, name.startsWith("now.") ? (double) value : since(earlier, name)));
        return changes;
    }

    /** Processor time of one kind of thread since an earlier snapshot. */
    double cpuSince(Snapshot earlier, String kind) {
        return (double) cpuNanos.getOrDefault(kind, 0L) - earlier.cpuNanos.getOrDefault(kind, 0L);
    }
}
