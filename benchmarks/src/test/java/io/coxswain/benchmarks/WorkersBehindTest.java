package io.coxswain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.benchmarks.Measurement.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * That {@code --workers-behind} puts the workers of a server into the background and nothing else of it. What that
 * does to the figures is not tested.
 */
@Timeout(60)
final class WorkersBehindTest {
    // As /proc/PID/task/TID/stat has them: SCHED_OTHER and SCHED_IDLE.
    private static final String USUAL = "0";
    private static final String BACKGROUND = "5";

    private static final Load HANDSHAKES = Load.only(Traffic.churn(100, 0));

    @BeforeEach
    void needsTheTools() {
        Assumptions.assumeTrue(ThreadTimes.canPin(), "needs two processors, taskset and chrt");
    }

    @Test
    void putsWorkersIntoTheBackgroundAndNothingElse() throws Exception {
        try (Certificate certificate = Certificate.make(Certificate.Kind.EC);
                Trial trial = new Trial("")) {
            List<String> usual = policies(trial, "netty-nio-tasks", certificate, false);
            List<String> netty = policies(trial, "netty-nio-tasks", certificate, true);
            List<String> engine = policies(trial, "engine-adaptive-two", certificate, true);

            check(usual, USUAL);
            check(netty, BACKGROUND);
            check(engine, BACKGROUND);
        }
    }

    private static void check(List<String> policies, String workers) {
        assertTrue(policies.contains("cox-worker-0 " + workers), policies.toString());
        for (String policy : policies) {
            boolean isWorker = policy.startsWith("cox-worker");
            assertTrue(policy.endsWith(" " + (isWorker ? workers : USUAL)), policies.toString());
        }
    }

    /** Name and policy of every thread that a server has once it has been through handshakes. */
    private static List<String> policies(Trial trial, String mode, Certificate certificate, boolean areBehind)
            throws Exception {
        Setup setup = new Setup(Application.ECHO, 0, false, Certificate.Kind.EC, areBehind);
        String settings = Modes.all().get(mode) + certificate.settings();
        Set<Long> others = children();
        try (Server server = new Server(mode, settings, setup, "-XX:TieredStopAtLevel=1")) {
            Set<Long> begun = children();
            begun.removeAll(others);
            assertEquals(1, begun.size(), "processes that have begun");
            // The first ends after a handshake but may begin before it, and is there for warming up elsewhere.
            trial.run(server, HANDSHAKES, 0.1);
            trial.run(server, HANDSHAKES, 0.1);
            return policies(begun.iterator().next());
        }
    }

    private static Set<Long> children() {
        Set<Long> ids = new TreeSet<>();
        ProcessHandle.current().children().forEach(child -> ids.add(child.pid()));
        return ids;
    }

    private static List<String> policies(long pid) throws IOException {
        List<Path> threads;
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            threads = all.toList();
        }
        List<String> policies = new ArrayList<>();
        for (Path thread : threads) {
            try {
                String line = Files.readString(thread.resolve("stat"));
                // Behind the name, which may hold anything: state is the third field, the policy the forty-first.
                String policy = line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[38];
                policies.add(line.substring(line.indexOf('(') + 1, line.lastIndexOf(')')) + " " + policy);
            } catch (IOException ended) {
                // Compiler threads come and go; workers stay, and are looked for.
            }
        }
        return policies;
    }

    @Test
    void refusesAProcessWithoutALoop() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            IOException refusal = assertThrows(IOException.class, () -> ThreadTimes.putWorkersBehind(process.pid()));

            assertTrue(refusal.toString().contains("has no loop"), refusal.toString());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void saysWhyACommandFailed() throws Exception {
        String tooGreat = Integer.toString(Integer.MAX_VALUE);

        String complaint = ThreadTimes.complaint("chrt", "--idle", "--pid", "0", tooGreat);

        assertTrue(complaint.startsWith("chrt ended with status 1: ") && complaint.contains(tooGreat), complaint);
        assertEquals("", ThreadTimes.complaint("true"));
    }

    @Test
    void isAnOptionOfTheStorm() {
        Options options = new Options(List.of("--workers-behind"));

        Measurement storm = TlsCases.storm(options, false);

        options.refuseRest();
        assertTrue(storm.parts().stream().allMatch(part -> part.setup().areWorkersBehind()));
        assertTrue(Measurements.ownOptions("tls-storm").contains("--workers-behind"));
        Measurement usual = TlsCases.storm(new Options(List.of()), false);
        assertFalse(usual.parts().stream().anyMatch(part -> part.setup().areWorkersBehind()));
    }
}
