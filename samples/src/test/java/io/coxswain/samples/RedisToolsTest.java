package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.core.OffloadPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Redis' own tools against a kv server. They are skipped, loudly, where the tools are not installed. */
@Timeout(120)
class RedisToolsTest {
    private static final List<String> DEFAULT_TESTS = List.of(
            "PING_INLINE",
            "PING_MBULK",
            "SET",
            "GET",
            "INCR",
            "LPUSH",
            "RPUSH",
            "LPOP",
            "RPOP",
            "SADD",
            "HSET",
            "SPOP",
            "ZADD",
            "ZPOPMIN",
            "LPUSH (needed to benchmark LRANGE)",
            "LRANGE_100 (first 100 elements)",
            "LRANGE_300 (first 300 elements)",
            "LRANGE_500 (first 500 elements)",
            "LRANGE_600 (first 600 elements)",
            "MSET (10 keys)");

    private static String run(RunningServer server, String tool, String... arguments) throws Exception {
        return run(tcp(server), tool, arguments);
    }

    private static List<String> tcp(RunningServer server) {
        return List.of("-h", "127.0.0.1", "-p", "" + server.port);
    }

    /** Runs a tool against the server that these options lead to. */
    private static String run(List<String> where, String tool, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Tools.find(tool)));
        command.addAll(where);
        Collections.addAll(command, arguments);
        try (ChildProcess child = ChildProcess.start(command.toArray(String[]::new))) {
            String output = child.restOfOutput();
            assertEquals(0, child.awaitEnd(), output + child.errors());
            assertEquals("", child.errors(), output);
            return output;
        }
    }

    @ParameterizedTest
    @CsvSource({"NEVER, 1", "NEVER, 16", "ALWAYS, 1", "ALWAYS, 16", "ADAPTIVE, 1", "ADAPTIVE, 16"})
    void servesTheBenchmarkWithoutAnError(OffloadPolicy policy, String pipelined) throws Exception {
        try (RunningServer server = RunningServer.kv(policy)) {
            runDefaultTests(server, tcp(server), pipelined);
        }
    }

    @ParameterizedTest
    @CsvSource({"NEVER, 1", "NEVER, 16", "ALWAYS, 1", "ALWAYS, 16", "ADAPTIVE, 1", "ADAPTIVE, 16"})
    void servesTheBenchmarkOnAUnixDomainSocket(OffloadPolicy policy, String pipelined, @TempDir Path directory)
            throws Exception {
        Path path = directory.resolve("kv.sock");
        try (RunningServer server = RunningServer.kv(policy, path)) {
            runDefaultTests(server, List.of("-s", path.toString()), pipelined);
        }
    }

    private static void runDefaultTests(RunningServer server, List<String> where, String pipelined) throws Exception {
        // No -t: the default list of tests.
        String output = run(where, "redis-benchmark", "-P", pipelined, "-n", "2000", "-c", "20", "-q");

        for (String test : DEFAULT_TESTS) {
            assertTrue(output.contains(test + ": "), () -> test + " is not in " + output);
        }
        assertEquals(
                DEFAULT_TESTS.size(),
                output.lines()
                        .filter(line -> line.endsWith(" msec") && line.contains("requests per second"))
                        .count(),
                output);
        String lowerCase = output.toLowerCase(Locale.ROOT);
        assertFalse(lowerCase.contains("err") || lowerCase.contains("warn"), output);
        try (SocketClient client = server.connect()) {
            client.exchange("GET counter:__rand_int__\r\n", "$4\r\n2000\r\n");
            assertEquals(0, client.askForInfo("io", "links_closed_io_error"));
            assertEquals(0, client.askForInfo("io", "application_errors"));
        }
    }

    @Test
    void answersTheCommandLineTool() throws Exception {
        try (RunningServer server = RunningServer.kv(OffloadPolicy.ADAPTIVE)) {
            assertEquals("OK\n", run(server, "redis-cli", "SET", "a key", "a value"));
            assertEquals("a value\n", run(server, "redis-cli", "GET", "a key"));
            assertEquals("3\n", run(server, "redis-cli", "INCRBY", "n", "3"));
            assertEquals("ERR syntax error\n\n", run(server, "redis-cli", "SET", "a", "b", "c"));
            assertTrue(run(server, "redis-cli", "INFO", "io").contains("offload:adaptive"));
        }
    }

    @Test
    void documentsCommandsForTheCommandLineTool() throws Exception {
        try (RunningServer server = RunningServer.kv(OffloadPolicy.ADAPTIVE)) {
            String docs = run(server, "redis-cli", "COMMAND", "DOCS", "strlen");

            assertEquals("strlen\nsummary\nReturns how many bytes a value has.\ngroup\nkv\n", docs);
        }
    }
}
