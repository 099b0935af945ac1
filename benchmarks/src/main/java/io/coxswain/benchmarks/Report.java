package io.coxswain.benchmarks;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * What a measurement leaves behind: tables in Markdown on stdout, and in a directory
 *
 * <pre>
 *      results.json              machine, every value of every round, every column with its interval
 *      PART-N-MODE.hlog          latencies of each round in nanoseconds, an HdrHistogram log
 *      PART-N-latency.svg        percentile curves, all rounds of a mode taken together
 *      PART-N-COLUMN.svg         bars with intervals, for the columns that are worth it
 *      tables.md                 what was printed
 * </pre>
 *
 * <p>N is the number of the case within its part, from 1; of those measured, where some are left out.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 */
final class Report {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Path directory;
    private final PrintStream console;
    private final StringBuilder tables = new StringBuilder();
    private final List<Object> parts = new ArrayList<>();
    private final Map<String, Object> head = new LinkedHashMap<>();

    /**
     * Begins one, with the head.
     *
     * @param directory is made if it is not there
     */
    Report(Path directory, String name, List<String> words, PrintStream console) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.console = console;
        head.put("measurement", name);
        head.put("options", words);
        head.putAll(Machine.describe());
        print(name + " " + String.join(" ", words));
        Machine.describe().forEach((what, value) -> print(what + ": " + value));
    }

    /**
     * Where reports go unless they are sent elsewhere: {@code benchmarks/target/results/NAME} of the clone this runs
     * from.
     */
    static Path defaultDirectory(String name) {
        Path results = Path.of("benchmarks", "target", "results", name);
        try {
            Path from = Path.of(Report.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (Path up = from; up != null; up = up.getParent()) {
                if (Files.exists(up.resolve("benchmarks").resolve("pom.xml"))) {
                    return up.resolve(results);
                }
            }
        } catch (URISyntaxException odd) {
            // Then it is below the current directory.
        }
        return results;
    }

    /** Adds what a part has given. */
    void add(Measurement.Part part, Rounds rounds, Results results) throws IOException {
        List<Object> cases = new ArrayList<>();
        int number = 0;
        for (Load load : part.loads()) {
            number++;
            String prefix = part.name() + "-" + number + "-";
            List<Column> columns = part.tables().getOrDefault(load, List.of());
            if (!columns.isEmpty()) {
                printTable(part.title() + ": " + load.describe() + "; " + rounds.describe(), load, columns, results);
                drawBars(prefix, part, load, columns, results);
            }
            writeLatencies(prefix, part, load, results);
            cases.add(describe(load, columns, results));
        }
        List<String> verdicts = part.goals().stream()
                .filter(goal -> goal.isMeasured(results))
                .map(goal -> goal.judge(results))
                .toList();
        if (!verdicts.isEmpty()) {
            print("");
            verdicts.forEach(verdict -> print("- " + verdict));
        }
        parts.add(Map.of("name", part.name(), "title", part.title(), "cases", cases, "goals", verdicts));
    }

    private void print(String line) {
        console.println(line);
        tables.append(line).append('\n');
    }

    private void printTable(String title, Load load, List<Column> columns, Results results) {
        print("");
        print(title);
        print("");
        print("| mode | "
                + String.join(" | ", columns.stream().map(Column::title).toList()) + " |");
        print("|---|" + "---|".repeat(columns.size()));
        for (String mode : results.modes(load)) {
            List<String> cells = new ArrayList<>();
            for (Column column : columns) {
                cells.add(column.unit().write(interval(column, load, mode, results)));
            }
            print("| " + mode + " | " + String.join(" | ", cells) + " |");
        }
    }

    private static Interval interval(Column column, Load load, String mode, Results results) {
        return Interval.of(column.values().of(results, load, mode));
    }

    private void drawBars(String prefix, Measurement.Part part, Load load, List<Column> columns, Results results)
            throws IOException {
        for (Column column : columns) {
            if (column.isPlotted()) {
                Map<String, Interval> byMode = new LinkedHashMap<>();
                results.modes(load).forEach(mode -> byMode.put(mode, interval(column, load, mode, results)));
                String file = column.title().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
                Files.writeString(
                        directory.resolve(prefix + file + ".svg"),
                        BarPlot.draw(
                                part.title() + ", " + load.describe() + ": " + column.title(), column.unit(), byMode));
            }
        }
    }

    private void writeLatencies(String prefix, Measurement.Part part, Load load, Results results) throws IOException {
        Map<String, Histogram> byMode = new LinkedHashMap<>();
        for (String mode : results.modes(load)) {
            Histogram all = new Histogram(Answer.DIGITS);
            for (Figures figures : results.of(load, mode)) {
                all.add(latencies(figures));
            }
            if (all.getTotalCount() > 0) {
                byMode.put(mode, all);
                writeLog(directory.resolve(prefix + mode + ".hlog"), results.of(load, mode));
            }
        }
        if (!byMode.isEmpty()) {
            Files.writeString(
                    directory.resolve(prefix + "latency.svg"),
                    PercentilePlot.draw(part.title() + ", " + load.describe(), byMode));
        }
    }

    /** Of the measured messages, or where there are none of the new connections. */
    private static Histogram latencies(Figures figures) {
        return figures.latencies().getTotalCount() > 0 ? figures.latencies() : figures.visits();
    }

    private static void writeLog(Path file, List<Figures> rounds) throws FileNotFoundException {
        HistogramLogWriter log = new HistogramLogWriter(file.toFile());
        try {
            log.outputLogFormatVersion();
            log.outputLegend();
            double start = 0;
            for (Figures figures : rounds) {
                double seconds = figures.elapsedNanos() / NANOS_PER_SECOND;
                // Ratio 1: the values stay nanoseconds.
                log.outputIntervalHistogram(start, start + seconds, latencies(figures), 1);
                start += seconds;
            }
        } finally {
            log.close();
        }
    }

    private static Map<String, Object> describe(Load load, List<Column> columns, Results results) {
        Map<String, Object> modes = new LinkedHashMap<>();
        for (String mode : results.modes(load)) {
            Map<String, Object> byColumn = new LinkedHashMap<>();
            for (Column column : columns) {
                double[] values = column.values().of(results, load, mode);
                Interval interval = Interval.of(values);
                List<Double> rounds = new ArrayList<>();
                for (double value : values) {
                    rounds.add(column.unit().scale(value));
                }
                byColumn.put(
                        column.title(),
                        Map.of(
                                "median", column.unit().scale(interval.median()),
                                "low", column.unit().scale(interval.low()),
                                "high", column.unit().scale(interval.high()),
                                "rounds", rounds));
            }
            List<Object> raw = new ArrayList<>();
            for (Figures figures : results.of(load, mode)) {
                raw.add(Map.of(
                        "elapsedNanos", figures.elapsedNanos(),
                        "server", new TreeMap<>(figures.server()),
                        "cpuNanos", new TreeMap<>(figures.cpuNanos())));
            }
            modes.put(mode, Map.of("columns", byColumn, "rounds", raw));
        }
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("load", load.describe());
        described.put("modes", modes);
        return described;
    }

    /** Writes what is written once. */
    void finish() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>(head);
        all.put("parts", parts);
        Files.writeString(directory.resolve("results.json"), Json.write(all));
        Files.writeString(directory.resolve("tables.md"), tables);
        console.println();
        console.println("results, logs and drawings: " + directory);
    }
}
