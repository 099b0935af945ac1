package io.coxswain.core;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * An echo server that uses up all descriptors of its process on command, for {@link DescriptorsTest}. The commands come
 * by standard input, one a line: {@code fill}, {@code watch}, {@code free}, {@code end}.
 */
final class DescriptorsProcess {
    private static final long WATCH_NANOS = 1_000_000_000L;

    private final PrintStream out = System.out;
    private final List<InputStream> hoard = new ArrayList<>();
    private final AtomicInteger told = new AtomicInteger();

    private DescriptorsProcess() {}

    public static void main(String[] args) throws Exception {
        new DescriptorsProcess().run();
    }

    private void run() throws Exception {
        int[] port = new int[1];
        EngineConfig config = new EngineConfig()
                .offloadPolicy(OffloadPolicy.NEVER)
                .workerCount(0)
                .errorHandler((where, error) -> {
                    told.incrementAndGet();
                    out.println(where + ": " + error);
                });
        try (Engine engine = Engine.start(config, loop -> port[0] = listen(loop))) {
            // Loads the classes that this needs, which takes descriptors too where they are not in a jar.
            engine.counters();
            out.println("port " + port[0]);
            obey(engine);
        }
    }

    private static int listen(Loop loop) throws IOException {
        LinkConfig config = new LinkConfig(TestPeer.framing(1_000));
        return loop.listen(EngineSpec.loopback(0), config, link -> DescriptorsProcess::echo)
                .port();
    }

    private static void echo(Link link, ByteBuffer frame) {
        link.send(frame);
    }

    private void obey(Engine engine) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        String command = in.readLine();
        while (command != null) {
            switch (command) {
                case "fill" -> fill();
                case "watch" -> watch(engine);
                case "free" -> free();
                default -> {
                    out.println("told and accepted " + told + " "
                            + engine.counters().get(Counter.LINKS_ACCEPTED));
                    return;
                }
            }
            command = in.readLine();
        }
    }

    private void fill() {
        try {
            while (true) {
                hoard.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            out.println("filled, with " + hoard.size());
        }
    }

    /** Waits until the listener has been refused, and counts the loop's turns for a while from then on. */
    private void watch(Engine engine) {
        long errorsBefore = engine.counters().get(Counter.ACCEPT_ERRORS);
        long startNanos = System.nanoTime();
        while (engine.counters().get(Counter.ACCEPT_ERRORS) == errorsBefore && isWithin(startNanos, 10 * WATCH_NANOS)) {
            LockSupport.parkNanos(1_000_000);
        }
        long turnsBefore = engine.counters().get(Counter.TURNS);
        long watchStartNanos = System.nanoTime();
        while (isWithin(watchStartNanos, WATCH_NANOS)) {
            LockSupport.parkNanos(WATCH_NANOS);
        }
        out.println("turns " + (engine.counters().get(Counter.TURNS) - turnsBefore));
    }

    private static boolean isWithin(long startNanos, long nanos) {
        return System.nanoTime() - startNanos < nanos;
    }

    private void free() throws IOException {
        for (InputStream one : hoard) {
            one.close();
        }
        hoard.clear();
        out.println("freed");
    }
}
