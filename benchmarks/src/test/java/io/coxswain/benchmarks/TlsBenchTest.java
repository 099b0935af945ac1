package io.coxswain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the measurements of TLS run to their end and print what they promise. Whether the figures are good is not tested. */
@Timeout(300)
class TlsBenchTest {
    private static String run(Benchmarks.Program program, String... options) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, program.run(List.of(options)));
        } finally {
            System.setOut(console);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static long rowsOf(String mode, String output) {
        return output.lines()
                .filter(line -> line.startsWith("| " + mode + " |"))
                .count();
    }

    @Test
    void measuresEchoesOfEveryMode() throws Exception {
        String output = run(
                TlsEcho::run,
                "--quick",
                "--part",
                "echo",
                "--seconds",
                "0.2",
                "--links",
                "4",
                "--modes",
                "netty-nio-tasks,engine-always,engine-never");

        for (String mode : List.of("netty-nio-tasks", "engine-always", "engine-never")) {
            assertEquals(1, rowsOf(mode, output), output);
        }
        assertFalse(output.contains("NaN") || output.contains("Infinity"), output);
    }

    @Test
    void measuresTheLoopTax() throws Exception {
        Assumptions.assumeTrue(ThreadTimes.canPin(), "needs two processors and taskset");

        String output = run(
                TlsEcho::run,
                "--quick",
                "--part",
                "tax",
                "--seconds",
                "0.2",
                "--links",
                "4",
                "--modes",
                "engine-always");

        assertEquals(1, rowsOf("engine-always", output), output);
    }

    @Test
    void measuresStorms() throws Exception {
        String output = run(
                TlsStorm::run,
                "--quick",
                "--seconds",
                "0.5",
                "--messages",
                "400",
                "--connections",
                "40",
                "--modes",
                "netty-nio,engine-adaptive");

        assertEquals(4, rowsOf("netty-nio", output), output);
        assertEquals(4, rowsOf("engine-adaptive", output), output);
        assertTrue(output.contains("RSA-2048"), output);
        assertFalse(output.contains("P-256"), output);
    }

    @Test
    void tellsWhatAHandshakeHasCost() {
        TlsFigures quiet = figures(1e9, 0.2e9, 0);
        TlsFigures storm = figures(2e9, 0.5e9, 100);

        assertEquals(1e6, storm.cpuPerConnectionNanos("loop", quiet), 1);
        assertEquals(50, storm.connectionsPerSecond(), 0.1);
    }

    private static TlsFigures figures(double elapsedNanos, double loopNanos, long connections) {
        return new TlsFigures(
                elapsedNanos,
                Map.of("frames", 10.0),
                Map.of("loop", loopNanos),
                Map.of(),
                Map.of("count", connections));
    }
}
