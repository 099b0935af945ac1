package io.coxswain.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Has the work on a server's loop step up and back, and watches the policy follow:
 *
 * <pre>
 *      work   20 us       +-------+       +-------+
 *              0 us ------+       +-------+       +-------     each level for one plateau
 *                         |.......|.......|.......|......
 *                         to workers      to workers
 *                                 back            back
 * </pre>
 *
 * <p>Who does the I/O is looked at every {@value #LOOK_MILLIS} ms, so a switch may be told that much too late. A step
 * that finds the policy where it ought to be takes no time; one that it does not follow takes the plateau.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 */
final class Steps {
    /** Steps up in one round, and as many back. */
    static final int COUNT = 3;

    /** What P5 allows a switch. */
    static final double NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

    /** And how many it allows in a second. */
    static final double SWITCHES_PER_SECOND_MAX = 2;

    static final Figure UP_WORST = worst("to workers, worst", "up");
    static final Figure BACK_WORST = worst("back, worst", "back");
    static final Figure MOST = plain("switches, most in 1 s", Unit.WHOLE, "switchesMost");

    private static final int LOOK_MILLIS = 5;
    private static final double LOOK_SECONDS = LOOK_MILLIS / 1e3;

    private final Server server;
    private final Load load;
    private final List<Long> switchedNanos = new ArrayList<>();
    private final Map<String, Double> figures = new HashMap<>();
    private long lastNanos;
    private long lastSwitches;
    private boolean isOffloading;

    Steps(Server server, Load load) {
        this.server = server;
        this.load = load;
    }

    /** What a table has of it, and of the traffic that it had. */
    static List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.of(UP_WORST).plotted());
        columns.add(Column.of(BACK_WORST).plotted());
        for (int step = 1; step <= COUNT; step++) {
            columns.add(Column.of(plain("to workers " + step, Unit.MILLIS, "up" + step)));
            columns.add(Column.of(plain("back " + step, Unit.MILLIS, "back" + step)));
        }
        columns.add(Column.of(MOST));
        columns.add(Column.of(new Figure(
                "switches/s", Unit.DECIMAL, figures -> figures.counter("switches") * 1e9 / figures.elapsedNanos())));
        columns.add(Column.of(plain("switches/s without work", Unit.DECIMAL, "switchesWithout")));
        columns.add(Column.of(plain("switches/s with work", Unit.DECIMAL, "switchesWith")));
        columns.add(Column.of(plain("offloaded without work", Unit.PERCENT, "offloadedWithout")));
        columns.add(Column.of(plain("offloaded with work", Unit.PERCENT, "offloadedWith")));
        columns.add(Column.of(Figure.THROUGHPUT));
        columns.add(Column.of(Figure.P99));
        columns.add(Column.of(Figure.COMPILING));
        return columns;
    }

    private static Figure plain(String title, Unit unit, String name) {
        return new Figure(title, unit, figures -> figures.counter(name));
    }

    private static Figure worst(String title, String name) {
        return new Figure(title, Unit.MILLIS, figures -> {
            double worst = 0;
            for (int step = 1; step <= COUNT; step++) {
                worst = Math.max(worst, figures.counter(name + step));
            }
            return worst;
        });
    }

    /**
     * Goes through all of them, beginning and ending without work.
     *
     * @param seconds length of a plateau
     * @return times and counts by name
     */
    Map<String, Double> run(double seconds) throws IOException {
        look(server.policy());
        switchedNanos.clear();
        Level without = new Level(false);
        Level with = new Level(true);
        without.hold(seconds);
        for (int step = 1; step <= COUNT; step++) {
            double upNanos = with.stepTo(load.stepMicros(), seconds);
            double backNanos = without.stepTo(0, seconds);
            figures.put("up" + step, upNanos);
            figures.put("back" + step, backNanos);
            System.err.printf(
                    Locale.ROOT,
                    "step %d: to workers %.0f ms, back %.0f ms, %d switches so far%n",
                    step,
                    upNanos / 1e6,
                    backNanos / 1e6,
                    switchedNanos.size());
        }
        without.tell("Without");
        with.tell("With");
        figures.put("switchesMost", (double) most(switchedNanos));
        return figures;
    }

    /** One of the two amounts of work, over all plateaus of it. */
    private final class Level {
        private final boolean isWork;
        private double heldNanos;
        private int switches;
        private int looks;
        private int offloadingLooks;

        Level(boolean isWork) {
            this.isWork = isWork;
        }

        /**
         * Makes the work another and holds it.
         *
         * @return how long it took until the I/O was done by whom it should be
         */
        double stepTo(long micros, double seconds) throws IOException {
            look(server.changeWork(micros));
            return hold(seconds);
        }

        double hold(double seconds) throws IOException {
            long startNanos = lastNanos;
            int switchesBefore = switchedNanos.size();
            double followedNanos = isOffloading == isWork ? 0 : Double.NaN;
            while (lastNanos - startNanos < seconds * 1e9) {
                Trial.pause(LOOK_SECONDS);
                look(server.policy());
                looks++;
                offloadingLooks += isOffloading ? 1 : 0;
                if (Double.isNaN(followedNanos) && isOffloading == isWork) {
                    followedNanos = lastNanos - startNanos;
                }
            }
            heldNanos += lastNanos - startNanos;
            switches += switchedNanos.size() - switchesBefore;
            return Double.isNaN(followedNanos) ? lastNanos - startNanos : followedNanos;
        }

        void tell(String name) {
            figures.put("switches" + name, switches * 1e9 / heldNanos);
            figures.put("offloaded" + name, (double) offloadingLooks / looks);
        }
    }

    private void look(Map<String, Long> policy) {
        lastNanos = Objects.requireNonNull(policy.get("nanos"));
        long switches = Objects.requireNonNull(policy.get("switches"));
        for (long i = lastSwitches; i < switches; i++) {
            switchedNanos.add(lastNanos);
        }
        lastSwitches = switches;
        isOffloading = Objects.requireNonNull(policy.get("offloading")) == 1;
    }

    /** The most that fall into one second. */
    static int most(List<Long> times) {
        int most = 0;
        int first = 0;
        for (int i = 0; i < times.size(); i++) {
            while (times.get(i) - times.get(first) >= TimeUnit.SECONDS.toNanos(1)) {
                first++;
            }
            most = Math.max(most, i - first + 1);
        }
        return most;
    }
}
