package io.coxswain.benchmarks;

import java.util.Map;

/**
 * One bar for each mode, from zero to the median, with the interval as a whisker.
 *
 * <p><b>Threads.</b> One, the measuring process's main thread.
 */
final class BarPlot {
    private static final int WIDTH = 760;
    private static final int LABELS_WIDTH = 190;
    private static final int VALUES_WIDTH = 200;
    private static final int TOP = 40;
    private static final int ROW_HEIGHT = 26;
    private static final int BAR_HEIGHT = 16;
    private static final int WHISKER_HEIGHT = 8;
    private static final String WHISKER_COLOUR = "#222222";

    private BarPlot() {}

    /** Draws it. Modes of which nothing is known have no bar. */
    static String draw(String title, Unit unit, Map<String, Interval> byMode) {
        Svg svg = new Svg(WIDTH, TOP + ROW_HEIGHT * byMode.size() + BAR_HEIGHT, title);
        double greatest = byMode.values().stream()
                .filter(Interval::isKnown)
                .mapToDouble(Interval::high)
                .max()
                .orElse(1);
        double pixels = (WIDTH - LABELS_WIDTH - VALUES_WIDTH) / (greatest > 0 ? greatest : 1);
        int row = 0;
        for (Map.Entry<String, Interval> entry : byMode.entrySet()) {
            double top = TOP + (double) ROW_HEIGHT * row;
            double middle = top + BAR_HEIGHT / 2.0;
            Interval interval = entry.getValue();
            svg.text(LABELS_WIDTH - 8, middle + 4, "end", entry.getKey());
            svg.text(WIDTH - VALUES_WIDTH + 8, middle + 4, "start", unit.write(interval) + " " + unit.sign());
            if (interval.isKnown()) {
                svg.bar(LABELS_WIDTH, top, Math.max(0, interval.median()) * pixels, BAR_HEIGHT, Svg.colour(row));
                double low = LABELS_WIDTH + Math.max(0, interval.low()) * pixels;
                double high = LABELS_WIDTH + Math.max(0, interval.high()) * pixels;
                svg.rule(low, middle, high, middle, WHISKER_COLOUR);
                svg.rule(low, middle - WHISKER_HEIGHT / 2.0, low, middle + WHISKER_HEIGHT / 2.0, WHISKER_COLOUR);
                svg.rule(high, middle - WHISKER_HEIGHT / 2.0, high, middle + WHISKER_HEIGHT / 2.0, WHISKER_COLOUR);
            }
            row++;
        }
        return svg.finish();
    }
}
