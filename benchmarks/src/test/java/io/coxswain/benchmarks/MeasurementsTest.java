package io.coxswain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That every measurement runs to its end and leaves behind what it promises. It is {@code --quick} with less of
 * everything; whether the figures are good is not tested.
 */
@Timeout(300)
final class MeasurementsTest {
    /** Less than a measurement does by itself. */
    private static final Map<String, List<String>> LESS = Map.of(
            "tls-echo", List.of("--links", "4", "--part", "echo"),
            "tls-storm", List.of("--messages", "400", "--connections", "40", "--modes", "engine-adaptive"),
            "fanout", List.of("--links", "5"),
            "accept-rate", List.of("--part", "plain,ec", "--modes", "engine-always"),
            "many-idle", List.of("--links", "20"),
            "hand-over", List.of("--modes", "chosen", "--part", "echo"),
            "loop-tax", List.of("--modes", "engine-always,netty-nio-apart"),
            "echo", List.of("--modes", "engine-never,netty-nio-apart,threads"));

    static List<String> names() {
        return Measurements.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void leavesTablesLogsAndDrawingsBehind(String name, @TempDir Path directory) throws Exception {
        boolean isPinned = name.equals("loop-tax") || name.equals("steps");
        Assumptions.assumeTrue(!isPinned || ThreadTimes.canPin(), "needs two processors, taskset and chrt");
        List<String> options = new ArrayList<>(List.of("--quick", "--rounds", "1", "--seconds", "0.1"));
        options.addAll(List.of("--warm-rounds", "0", "--out", directory.toString()));
        // The better compiler would be at work longer than the measurement.
        options.addAll(List.of("--server-jvm", "-XX:TieredStopAtLevel=1"));
        options.addAll(LESS.getOrDefault(name, List.of()));

        String output = run(name, options);

        assertTrue(output.contains("JDK: ") && output.contains("kernel: "), output);
        assertFalse(output.contains("NaN") || output.contains("Infinity"), output);
        assertTrue(output.lines().filter(line -> line.startsWith("| ")).count() >= 3, output);
        String json = Files.readString(directory.resolve("results.json"));
        assertTrue(json.contains("\"measurement\": \"" + name + "\"") && json.contains("\"median\""), json);
        assertTrue(drawings(directory) >= 1, output);
        assertTrue(name.equals("many-idle") || logs(directory) >= 1, output);
    }

    @Test
    void sharesTheRoundsAmongSeveralJvms(@TempDir Path directory) throws Exception {
        List<String> options = new ArrayList<>(List.of("--modes", "engine-never", "--rounds", "3", "--jvms", "2"));
        options.addAll(List.of("--seconds", "0.1", "--warm-rounds", "1", "--out", directory.toString()));
        PrintStream console = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        String output;
        try {
            output = run("pingpong", options);
        } finally {
            System.setErr(console);
        }

        String progress = bytes.toString(StandardCharsets.UTF_8);
        assertEquals(
                2,
                progress.lines().filter(line -> line.startsWith("warming up")).count(),
                progress);
        assertEquals(
                List.of(" 33 %", " 66 %", "100 %"),
                progress.lines()
                        .filter(line -> line.contains("of 3, engine-never"))
                        .map(line -> line.substring(0, 5))
                        .toList(),
                progress);
        assertTrue(output.contains("3 rounds of 0.1 s by 2 JVMs of each mode in turn"), output);
    }

    @Test
    void refusesMoreJvmsThanRounds() {
        List<String> options = List.of("--rounds", "3", "--jvms", "4");

        assertThrows(IllegalArgumentException.class, () -> Benchmarks.measure("pingpong", options));
    }

    @Test
    void measuresTheLoadsThatAreAskedFor(@TempDir Path directory) throws Exception {
        List<String> options = new ArrayList<>(List.of("--modes", "engine-never", "--rounds", "1", "--seconds", "0.1"));
        options.addAll(List.of("--part", "echo", "--load", "50 links x 1 x", "--warm-rounds", "0"));
        options.addAll(List.of("--out", directory.toString()));

        String output = run("echo", options);

        assertEquals(
                List.of("Echo without work: 50 links x 1 x 128 B"),
                output.lines()
                        .filter(line -> line.startsWith("Echo"))
                        .map(line -> line.substring(0, line.indexOf(';')))
                        .toList());
        assertFalse(output.contains("NaN") || output.contains("P12"), output);
    }

    /** Its columns and goals compare with loads that are left out here. */
    @Test
    void showsNothingForWhatComparesWithOtherLoads(@TempDir Path directory) throws Exception {
        List<String> options = new ArrayList<>(List.of("--modes", "engine-adaptive", "--rounds", "1"));
        options.addAll(List.of("--part", "rsa", "--load", "beside them", "--messages", "400", "--connections", "40"));
        options.addAll(List.of("--seconds", "0.1", "--warm-rounds", "0", "--out", directory.toString()));

        String output = run("tls-storm", options);

        assertEquals(2, output.lines().filter(line -> line.startsWith("Storm")).count(), output);
        assertFalse(output.contains("NaN") || output.contains("P7"), output);
    }

    @Test
    void refusesALoadThatThereIsNot() {
        List<String> options = List.of("--load", "51 links");

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Benchmarks.measure("echo", options));

        assertEquals("no part of [] has a load of \"51 links\"; --help lists them", refusal.getMessage());
    }

    private static String run(String name, List<String> options) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, Benchmarks.measure(name, options));
        } finally {
            System.setOut(console);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** How many there are; one that is no XML fails. */
    private static int drawings(Path directory) throws Exception {
        List<Path> files = files(directory, ".svg");
        for (Path file : files) {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        }
        return files.size();
    }

    /** How many there are; one without a histogram fails. */
    private static int logs(Path directory) throws Exception {
        List<Path> files = files(directory, ".hlog");
        for (Path file : files) {
            try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
                assertNotNull(reader.nextIntervalHistogram(), file.toString());
            }
        }
        return files.size();
    }

    private static List<Path> files(Path directory, String end) throws Exception {
        try (var all = Files.list(directory)) {
            return all.filter(file -> file.toString().endsWith(end)).toList();
        }
    }
}
