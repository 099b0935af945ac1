package io.coxswain.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * A server of the experiment, seen from the measuring process.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 */
final class EchoServer implements AutoCloseable {
    private static final int LOOP_CPU = 0;
    private static final String OTHER_CPUS = "1";

    private final String name;
    private final long workMicros;
    private final Child child;
    private final int port;

    /**
     * Starts it.
     *
     * @param isPinned whether the loop runs alone on the first processor and everything else on the second
     */
    EchoServer(String name, String mode, long workMicros, boolean isPinned) throws IOException, InterruptedException {
        this.name = name;
        this.workMicros = workMicros;
        this.child = new Child(
                otherCpus(isPinned),
                List.of(HandOverServer.NAME, "--mode", mode, "--work-us", Long.toString(workMicros)));
        String answer = child.answer();
        this.port = Integer.parseInt(answer.substring(answer.indexOf(' ') + 1));
        if (isPinned) {
            ThreadTimes.pin(child.pid(), "cox-loop-0", LOOP_CPU);
        }
    }

    /** Where the load generator and a server's threads but the loop run, for {@link Child}. */
    static String otherCpus(boolean isPinned) {
        return isPinned ? OTHER_CPUS : "";
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    long workNanos() {
        return workMicros * 1_000;
    }

    Snapshot snapshot() throws IOException {
        return new Snapshot(Snapshot.parse(child.ask("counters")), ThreadTimes.cpuNanos(child.pid()));
    }

    @Override
    public void close() throws IOException {
        child.close();
    }
}
