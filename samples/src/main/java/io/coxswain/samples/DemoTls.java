package io.coxswain.samples;

import io.coxswain.core.CloseReason;
import io.coxswain.core.Counters;
import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.samples.DemoStorm.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.SocketFactory;

/**
 * The demo's part about TLS: what a storm of handshakes does to clients that are there already, and what becomes of
 * clients that do not get through a handshake.
 *
 * <p>One client without TLS and one with ask at a fixed rate. In a storm their latency shows what it costs them that
 * the server, the storm's own side of the handshakes and they share the machine; the loop has no part in it.
 *
 * <p><b>Threads.</b> The main thread; each client has one of its own, and the storm an engine.
 */
@SuppressForbidden("It measures in real time, and its output is for whoever runs it.")
final class DemoTls {
    private static final String HEADING =
            "TLS                                       plain p50 us   p99 us     TLS p50 us   p99 us";
    private static final int REQUESTS_PER_SECOND = 500;
    private static final int CONNECTIONS_PER_SECOND = 100;
    private static final int FIRST_CONNECTIONS_PER_SECOND = 50;
    private static final int STORM_SECONDS_MAX = 60;
    private static final int END_SECONDS_MAX = 10;

    private final DemoServer server;
    private final int seconds;
    private final List<String> summary = new ArrayList<>();
    private long wrong;

    /**
     * Makes it ready.
     *
     * @param seconds how long its storm is to last; all of it takes less than three times as long, and two seconds
     */
    DemoTls(DemoServer server, int seconds) {
        this.server = server;
        this.seconds = seconds;
    }

    /** A line for each thing that was shown. */
    List<String> summary() {
        return summary;
    }

    /** Replies that were lost or wrong, and whatever else was not as it should be. */
    long wrong() {
        return wrong;
    }

    /** Runs it. */
    void run() throws IOException, InterruptedException {
        System.out.println();
        System.out.println(HEADING);
        // A JVM's first handshakes take ten times as long as the later ones, and are nobody's case.
        storm(FIRST_CONNECTIONS_PER_SECOND);
        measure("quiet", () -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds) / 2));
        measure(
                CONNECTIONS_PER_SECOND + " new TLS connections a second",
                () -> summary.add(storm(CONNECTIONS_PER_SECOND)));
        turnStrangersAway();
    }

    private interface Part {
        void run() throws IOException, InterruptedException;
    }

    // ---- with and without a storm ----

    /** Has both clients ask while something goes on, and prints their latencies. */
    private void measure(String title, Part part) throws IOException, InterruptedException {
        DemoRun plain = new DemoRun(SocketFactory.getDefault(), server.ports().plain());
        DemoRun tls = new DemoRun(
                server.clientContext().getSocketFactory(), server.ports().tls());
        List<Thread> clients = List.of(start(plain, "plain"), start(tls, "tls"));
        part.run();
        for (DemoRun run : List.of(plain, tls)) {
            run.running().set(false);
        }
        for (Thread client : clients) {
            client.join(TimeUnit.SECONDS.toMillis(END_SECONDS_MAX));
            check(!client.isAlive(), client.getName() + " is still waiting for a reply");
        }
        wrong += plain.wrong().get() + tls.wrong().get();
        System.out.printf(
                Locale.ROOT,
                "%-40s %13.0f %8.0f %14.0f %8.0f%n",
                title,
                plain.micros(0.5),
                plain.micros(0.99),
                tls.micros(0.5),
                tls.micros(0.99));
    }

    /** Returns when the client has its first replies: its own handshake is not what is measured. */
    private Thread start(DemoRun run, String name) {
        long periodNanos = TimeUnit.SECONDS.toNanos(1) / REQUESTS_PER_SECOND;
        Thread client = new Thread(new DemoClient(run, name, 1, false, periodNanos), "steady-" + name);
        client.start();
        while (run.replies().get() == 0 && client.isAlive()) {
            LockSupport.parkNanos(1_000_000);
        }
        return client;
    }

    private String storm(int perSecond) throws IOException {
        int connections = perSecond * seconds;
        Counters before = server.engine().counters();
        DemoStorm storm =
                new DemoStorm(DemoServer.address(server.ports().tls()), server.clientContext(), connections, perSecond);
        Engine clients = Engine.start(new EngineConfig().workerCount(1), storm::begin);
        Outcome outcome = storm.outcome()
                .completeOnTimeout(new Outcome(0, 0, connections), STORM_SECONDS_MAX, TimeUnit.SECONDS)
                .join();
        clients.close();
        Counters.Gauges left = clients.counters().gauges();
        check(left.openLinks() == 0 && left.bufferBytesLent() == 0, "left behind by the storm: " + left);
        return judge(outcome, awaitHandshakes(before, connections));
    }

    /** Those since a moment, when so many of them are over: the count may follow what the client sees. */
    private DemoHandshakes awaitHandshakes(Counters before, int count) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS_MAX);
        DemoHandshakes counted = DemoHandshakes.between(before, server.engine().counters());
        while (counted.ended() < count && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(1_000_000);
            counted = DemoHandshakes.between(before, server.engine().counters());
        }
        return counted;
    }

    /** Each connection must have been counted by the server, or have been given up by it for a reason that it names. */
    private String judge(Outcome outcome, DemoHandshakes counted) {
        check(
                outcome.wrong() == 0
                        && outcome.answered() == counted.completed()
                        && outcome.turnedAway() == counted.shed() + counted.late()
                        && counted.failed() == 0
                        && counted.inlineSteps() == 0,
                "the storm: " + outcome + ", " + counted);
        return String.format(
                Locale.ROOT,
                "storm     %d TLS handshakes completed, %d failed, %d shed, %d too late; %d connections answered; %d of %d"
                        + " steps of handshakes on the loop",
                counted.completed(),
                counted.failed(),
                counted.shed(),
                counted.late(),
                outcome.answered(),
                counted.inlineSteps(),
                counted.steps());
    }

    // ---- those who do not get through ----

    private interface Visit {
        void run() throws IOException;
    }

    private void turnStrangersAway() {
        DemoStranger stranger = new DemoStranger(server.ports().impatient());
        long startNanos = System.nanoTime();
        DemoHandshakes stalled = visit(() -> stranger.stall(server.clientContext()));
        double tookSeconds = (System.nanoTime() - startNanos) / 1e9;
        check(stalled.late() == 1 && stalled.ended() == 1, "a handshake that stalls: " + stalled);
        DemoHandshakes plain = visit(stranger::speakPlainly);
        check(plain.failed() == 1 && plain.ended() == 1, "a client without TLS: " + plain);
        summary.add(String.format(
                Locale.ROOT,
                "strangers a handshake that stalls ends after %.1f s: %s; a client without TLS on the TLS port: %s",
                tookSeconds,
                CloseReason.HANDSHAKE_DEADLINE,
                CloseReason.HANDSHAKE_FAILED));
    }

    /** Nobody else makes a handshake now, so what is counted is this visit. */
    private DemoHandshakes visit(Visit visit) {
        Counters before = server.engine().counters();
        try {
            visit.run();
        } catch (IOException e) {
            check(false, "a connection that the server has not ended: " + e);
        }
        return awaitHandshakes(before, 1);
    }

    private void check(boolean isRight, String complaint) {
        if (!isRight) {
            wrong++;
            System.err.println(complaint);
        }
    }
}
