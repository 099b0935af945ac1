package io.coxswain.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A measurement, declared: which servers, under which loads, and what is to be told of them. {@link Measurements} has
 * them all, and {@link Rounds} carries one out.
 *
 * <p><b>Threads.</b> Immutable, once declared.
 *
 * @param modes the servers, see {@link Modes}; the first is what the others are compared with
 * @param quickModes those that {@code --quick} measures
 * @param parts each with servers of its own
 */
record Measurement(String modes, String quickModes, List<Part> parts) {
    /** Declares a measurement. */
    interface Declaration {
        /** Takes its own options. */
        Measurement declare(Options options, boolean isQuick);
    }

    /**
     * What all servers of a part have in common.
     *
     * @param application what they do with a frame
     * @param workMicros what the loop spends on each frame besides
     * @param isPinned whether the loop has a processor to itself
     * @param key of what kind the servers' key is; null for links without TLS
     * @param areWorkersBehind whether the servers' workers run in the background, see {@link Server#keepWorkersBehind}
     */
    record Setup(
            Application application,
            long workMicros,
            boolean isPinned,
            Certificate.@Nullable Kind key,
            boolean areWorkersBehind) {
        static final Setup PLAIN_ECHO = new Setup(Application.ECHO, 0, false, null);

        /** Workers run as other threads do. */
        Setup(Application application, long workMicros, boolean isPinned, Certificate.@Nullable Kind key) {
            this(application, workMicros, isPinned, key, false);
        }
    }

    /** Servers, the loads that they get in turn, a table for some of these, and goals. */
    static final class Part {
        private final String name;
        private final String title;
        private final Setup setup;
        private final List<Load> loads = new ArrayList<>();
        private final Map<Load, List<Column>> tables = new LinkedHashMap<>();
        private final List<Goal> goals = new ArrayList<>();
        private String unfit = "";

        Part(String name, String title, Setup setup) {
            this.name = name;
            this.title = title;
            this.setup = setup;
        }

        /** Adds a load that others are compared with, and no table. */
        Part load(Load load) {
            loads.add(load);
            return this;
        }

        /** Adds a load, and a table of what it gives. */
        Part table(Load load, List<Column> columns) {
            loads.add(load);
            tables.put(load, columns);
            return this;
        }

        /** Adds goals, over the loads of this part. */
        Part goals(Goal... more) {
            goals.addAll(List.of(more));
            return this;
        }

        /** Leaves a mode out that cannot do what this part wants. */
        Part without(String mode) {
            unfit = mode;
            return this;
        }

        /** The same with those loads only whose description contains this; what compares with others is unknown. */
        Part withLoads(String text) {
            Part some = new Part(name, title, setup);
            loads.stream().filter(load -> load.describe().contains(text)).forEach(some.loads::add);
            some.tables.putAll(tables);
            some.tables.keySet().retainAll(some.loads);
            some.goals.addAll(goals);
            some.unfit = unfit;
            return some;
        }

        boolean fits(String mode) {
            return !mode.equals(unfit);
        }

        String name() {
            return name;
        }

        String title() {
            return title;
        }

        Setup setup() {
            return setup;
        }

        List<Load> loads() {
            return loads;
        }

        Map<Load, List<Column>> tables() {
            return tables;
        }

        List<Goal> goals() {
            return goals;
        }
    }
}
