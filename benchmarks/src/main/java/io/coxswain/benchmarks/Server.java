package io.coxswain.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A server that is measured, seen from the measuring process.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 */
final class Server implements AutoCloseable {
    private static final int LOOP_CPU = 0;
    private static final String OTHER_CPUS = "1";

    private final String name;
    private final boolean hasTls;
    private final boolean areWorkersBehind;
    private final Child child;
    private final int port;
    private final int peerPort;

    /**
     * Starts it.
     *
     * @param settings its mode, see {@link Service#start}, with the files of its key if it has one
     * @param jvmOptions of its process
     */
    Server(String name, String settings, Measurement.Setup setup, String jvmOptions) throws IOException {
        this.name = name;
        this.hasTls = setup.key() != null;
        this.areWorkersBehind = setup.areWorkersBehind();
        this.child = new Child(
                Child.onCpus(otherCpus(setup.isPinned())),
                jvmOptions,
                List.of(
                        ServerProcess.NAME,
                        "--mode",
                        settings + ",app=" + setup.application().name().toLowerCase(Locale.ROOT),
                        "--work-us",
                        Long.toString(setup.workMicros())));
        String[] ready = child.answer().split(" ", -1);
        this.port = Integer.parseInt(ready[1]);
        this.peerPort = Integer.parseInt(ready[2]);
        if (setup.isPinned()) {
            ThreadTimes.pin(child.pid(), "cox-loop-0", LOOP_CPU);
        }
        keepWorkersBehind();
    }

    /** Where load processes and a server's threads but the loop run, for {@link Child#onCpus}. */
    static String otherCpus(boolean isPinned) {
        return isPinned ? OTHER_CPUS : "";
    }

    String name() {
        return name;
    }

    boolean hasTls() {
        return hasTls;
    }

    int port() {
        return port;
    }

    /** Where peers connect; the same port where the server does not tell them from clients. */
    int peerPort() {
        return peerPort;
    }

    /** Where all its threads run from now on, as {@link ThreadTimes#confine} takes it. */
    void confine(String cpus) throws IOException {
        ThreadTimes.confine(child.pid(), cpus);
    }

    /**
     * Where the setup asks for it, puts the workers that there are by now into the background, where they stay: the
     * loop has the processor whenever it wants it, as if they had another. To be called again when there may be more,
     * for some start with the first handshake.
     */
    void keepWorkersBehind() throws IOException {
        if (areWorkersBehind) {
            ThreadTimes.putWorkersBehind(child.pid());
        }
    }

    Snapshot snapshot() throws IOException {
        return snapshot("counters");
    }

    /** The same after a garbage collection. */
    Snapshot snapshotAfterCollection() throws IOException {
        return snapshot("collect");
    }

    private Snapshot snapshot(String request) throws IOException {
        Map<String, Long> counters = Snapshot.parse(child.ask(request));
        counters.put("kernelNanos", ThreadTimes.kernelNanos(child.pid()));
        return new Snapshot(counters, ThreadTimes.cpuNanos(child.pid()));
    }

    /** Makes the loop's work on each frame another, and tells who did the I/O at that moment. */
    Map<String, Long> changeWork(long micros) throws IOException {
        return Snapshot.parse(child.ask("work " + micros));
    }

    /** Who does the I/O now, as {@link Service#policy}. */
    Map<String, Long> policy() throws IOException {
        return Snapshot.parse(child.ask("policy"));
    }

    @Override
    public void close() throws IOException {
        child.close();
    }
}
