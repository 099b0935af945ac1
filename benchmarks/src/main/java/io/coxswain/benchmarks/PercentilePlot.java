package io.coxswain.benchmarks;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Latency by percentile, a curve for each mode, both axes logarithmic: to the right each mark leaves a tenth of the
 * messages.
 *
 * <p><b>Threads.</b> One, the measuring process's main thread.
 */
final class PercentilePlot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 440;
    private static final int LEFT = 80;
    private static final int RIGHT = WIDTH - 190;
    private static final int TOP = 40;
    private static final int BOTTOM = HEIGHT - 40;
    private static final int DECADES = 5;
    private static final int STEPS_PER_DECADE = 20;
    private static final int LEGEND_ROW_HEIGHT = 18;
    private static final double NANOS_PER_MICRO = 1_000;
    private static final String GRID_COLOUR = "#dddddd";
    private static final String[] MARKS = {"0", "90", "99", "99.9", "99.99", "99.999"};

    private final Svg svg;
    private final int lowestDecade;
    private final int highestDecade;

    private PercentilePlot(String title, Map<String, Histogram> byMode) {
        svg = new Svg(WIDTH, HEIGHT, title);
        double least = byMode.values().stream()
                .mapToDouble(Histogram::getMinNonZeroValue)
                .min()
                .orElse(NANOS_PER_MICRO);
        double greatest = byMode.values().stream()
                .mapToDouble(Histogram::getMaxValue)
                .max()
                .orElse(NANOS_PER_MICRO);
        lowestDecade = (int) Math.floor(Math.log10(Math.max(1, least) / NANOS_PER_MICRO));
        highestDecade =
                Math.max(lowestDecade + 1, (int) Math.ceil(Math.log10(Math.max(1, greatest) / NANOS_PER_MICRO)));
    }

    /** Draws histograms of nanoseconds. Those that are empty have no curve. */
    static String draw(String title, Map<String, Histogram> byMode) {
        PercentilePlot plot = new PercentilePlot(title, byMode);
        plot.drawAxes();
        int index = 0;
        for (Map.Entry<String, Histogram> entry : byMode.entrySet()) {
            String colour = Svg.colour(index);
            int row = TOP + LEGEND_ROW_HEIGHT * index;
            plot.svg.bar(RIGHT + 14, row, 12, 12, colour);
            plot.svg.text(RIGHT + 32, row + 11, "start", entry.getKey());
            if (entry.getValue().getTotalCount() > 0) {
                plot.drawCurve(entry.getValue(), colour);
            }
            index++;
        }
        return plot.svg.finish();
    }

    private void drawAxes() {
        for (int i = 0; i < MARKS.length; i++) {
            svg.rule(x(i), TOP, x(i), BOTTOM, GRID_COLOUR);
            svg.text(x(i), BOTTOM + 18, "middle", MARKS[i]);
        }
        for (int decade = lowestDecade; decade <= highestDecade; decade++) {
            double y = y(Math.pow(10, decade) * NANOS_PER_MICRO);
            svg.rule(LEFT, y, RIGHT, y, GRID_COLOUR);
            svg.text(
                    LEFT - 8,
                    y + 4,
                    "end",
                    Unit.DECIMAL.write(Math.pow(10, decade)).replaceAll("\\.?0+$", "") + " us");
        }
        svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 34, "middle", "percentile");
    }

    private void drawCurve(Histogram histogram, String colour) {
        int steps = DECADES * STEPS_PER_DECADE;
        double[] points = new double[2 * (steps + 1)];
        for (int i = 0; i <= steps; i++) {
            double decades = (double) i / STEPS_PER_DECADE;
            points[2 * i] = x(decades);
            points[2 * i + 1] = y((double) histogram.getValueAtPercentile(100 - 100 * Math.pow(10, -decades)));
        }
        svg.curve(points, colour);
    }

    private static double x(double decades) {
        return LEFT + (RIGHT - LEFT) * decades / DECADES;
    }

    private double y(double nanos) {
        double decades = Math.log10(Math.max(1, nanos) / NANOS_PER_MICRO) - lowestDecade;
        return BOTTOM - (BOTTOM - TOP) * Math.max(0, decades) / (highestDecade - lowestDecade);
    }
}
