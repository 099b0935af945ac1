package io.coxswain.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * A drawing with axes, written as SVG 1.1 without scripts or fonts of its own, so that it is shown wherever pictures
 * are.
 *
 * <p><b>Threads.</b> One, the measuring process's main thread.
 */
final class Svg {
    /** Colours that can be told apart without red and green: the palette of Okabe and Ito, 2008, and greys. */
    private static final List<String> COLOURS = List.of(
            "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999", "#b8860b",
            "#5b3a8c", "#66774e", "#8c3b3b");

    private static final int TITLE_X = 12;

    private static final double TITLE_SIZE_MAX = 14;

    /** How wide a bold letter is for its size, on average and with some to spare. */
    private static final double LETTER_WIDTH = 0.62;

    private final StringBuilder out = new StringBuilder();

    /** Begins a drawing of this size in pixels, with a title above it. */
    Svg(int width, int height, String title) {
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">",
                width, height, width, height);
        line("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height);
        // Smaller letters, rather than an end that is cut off.
        double size = Math.min(TITLE_SIZE_MAX, (width - 2 * TITLE_X) / (LETTER_WIDTH * Math.max(1, title.length())));
        line("<text x=\"%d\" y=\"20\" font-size=\"%.1f\" font-weight=\"bold\">%s</text>", TITLE_X, size, escape(title));
    }

    /** The colour of a series, by its index. */
    static String colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }

    /** Draws a line of one pixel. */
    void rule(double fromX, double fromY, double toX, double toY, String colour) {
        line("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", fromX, fromY, toX, toY, colour);
    }

    /** Draws a filled rectangle. */
    void bar(double x, double y, double width, double height, String colour) {
        line("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x, y, width, height, colour);
    }

    /**
     * Draws a curve.
     *
     * @param points alternately x and y
     */
    void curve(double[] points, String colour) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < points.length; i += 2) {
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", points[i], points[i + 1]));
        }
        line("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"%s\" points=\"%s\"/>", colour, path);
    }

    /**
     * Writes a word or two.
     *
     * @param anchor {@code start}, {@code middle} or {@code end}: which part of the text is at x
     */
    void text(double x, double y, String anchor, String text) {
        line("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escape(text));
    }

    private void line(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The whole document. */
    String finish() {
        return out + "</svg>\n";
    }
}
