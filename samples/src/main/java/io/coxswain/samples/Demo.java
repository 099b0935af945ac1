package io.coxswain.samples;

import io.coxswain.core.CloseReport;
import io.coxswain.core.Counters;
import io.coxswain.core.Engine;
import io.coxswain.core.OffloadPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.SocketFactory;

/**
 * The main job in half a minute: a kv server under load from its own clients, with a verdict.
 *
 * <pre>
 *     each policy in turn ---&gt; a storm of TLS handshakes ---&gt; workers come and go under load
 *                                                         ---&gt; the engine is closed under load ---&gt; verdict
 * </pre>
 *
 * <p>Steady clients send a SET and a GET and wait; pipelined ones send sixteen of each at once; one comes and goes; one
 * asks for more than it reads; one is hostile. Those that speak TLS are in {@link DemoTls}. Every reply is checked.
 * Ends with status 0, or with 1 if a reply was lost, wrong or torn, if closing dropped a byte, or if a link, a job, a
 * buffer or a thread is left.
 *
 * <p><b>Threads.</b> The main thread; each client has one of its own.
 */
@SuppressForbidden("It measures in real time, and its output is for whoever runs it.")
final class Demo {
    private static final int SECONDS_PER_POLICY = 3;
    private static final int STORM_SECONDS = 2;
    private static final int LAST_REPLY_SECONDS_MAX = 10;
    private static final int STEADY_CLIENTS = 6;
    private static final int PIPELINED_CLIENTS = 2;
    private static final int PIPELINED_BATCH = 16;
    private static final int RESIZES = 400;
    private static final int WORKERS_MAX = 4;
    private static final long RESIZE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long BEFORE_CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DemoServer server;
    private final Engine engine;
    private final List<String> summary = new ArrayList<>();
    private long wrong;

    private Demo(DemoServer server) {
        this.server = server;
        this.engine = server.engine();
    }

    /** Runs it; takes no options. */
    public static void main(String[] arguments) throws Exception {
        System.exit(new Demo(DemoServer.start()).run() ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        System.out.println("a kv server on 127.0.0.1:" + server.ports().plain() + " with one loop and one worker; "
                + STEADY_CLIENTS
                + " steady clients, " + PIPELINED_CLIENTS
                + " pipelined, one that comes and goes, one slow, one hostile");
        System.out.println(DemoSample.HEADING);
        for (OffloadPolicy policy : OffloadPolicy.values()) {
            load(policy);
        }
        stormTls();
        resize();
        close();
        System.out.println();
        summary.forEach(System.out::println);
        return verdict();
    }

    // ---- the parts ----

    private void load(OffloadPolicy policy) throws InterruptedException {
        engine.execute(loop -> loop.offloadPolicy(policy));
        DemoRun run = new DemoRun(SocketFactory.getDefault(), server.ports().plain());
        List<Thread> clients = start(run, true);
        long startNanos = System.nanoTime();
        DemoSample before = DemoSample.take(engine, run);
        for (int second = 1; second <= SECONDS_PER_POLICY; second++) {
            LockSupport.parkNanos(startNanos + TimeUnit.SECONDS.toNanos(second) - System.nanoTime());
            DemoSample after = DemoSample.take(engine, run);
            System.out.printf(Locale.ROOT, "%-9s %6d %s%n", policy, second, after.since(before, run));
            before = after;
        }
        finish(run, clients);
        summary.add(String.format(
                Locale.ROOT,
                "%-9s %d replies checked, %d wrong or lost, p50 %.0f us, p99 %.0f us; %d visits of the hostile client",
                policy,
                run.replies().get(),
                run.wrong().get(),
                run.micros(0.5),
                run.micros(0.99),
                run.hostileVisits().get()));
    }

    private List<Thread> start(DemoRun run, boolean withHostile) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < STEADY_CLIENTS; i++) {
            clients.add(new Thread(new DemoClient(run, "steady" + i, 1, false, 0), "steady-" + i));
        }
        for (int i = 0; i < PIPELINED_CLIENTS; i++) {
            clients.add(new Thread(new DemoClient(run, "pipelined" + i, PIPELINED_BATCH, false, 0), "pipelined-" + i));
        }
        clients.add(new Thread(new DemoClient(run, "restless", 1, true, 0), "restless"));
        clients.add(new Thread(new DemoSlowClient(run), "slow"));
        if (withHostile) {
            clients.add(new Thread(new DemoHostileClient(run), "hostile"));
        }
        clients.forEach(Thread::start);
        return clients;
    }

    private void finish(DemoRun run, List<Thread> clients) throws InterruptedException {
        run.running().set(false);
        for (Thread client : clients) {
            client.join(TimeUnit.SECONDS.toMillis(LAST_REPLY_SECONDS_MAX));
            if (client.isAlive()) {
                wrong++;
                System.err.println(client.getName() + " is still waiting for a reply");
            }
        }
        wrong += run.wrong().get();
    }

    private void stormTls() throws IOException, InterruptedException {
        DemoTls part = new DemoTls(server, STORM_SECONDS);
        part.run();
        wrong += part.wrong();
        summary.addAll(part.summary());
    }

    private void resize() throws InterruptedException {
        engine.execute(loop -> loop.offloadPolicy(OffloadPolicy.ALWAYS));
        DemoRun run = new DemoRun(SocketFactory.getDefault(), server.ports().plain());
        List<Thread> clients = start(run, true);
        for (int i = 0; i < RESIZES; i++) {
            // 0 4 3 2 1 0 4 ...: each number from above and from below, and none at all.
            int workers = (RESIZES - i) % (WORKERS_MAX + 1);
            engine.execute(loop -> loop.resizeWorkers(workers));
            LockSupport.parkNanos(RESIZE_NANOS);
        }
        engine.execute(loop -> loop.resizeWorkers(1));
        finish(run, clients);
        summary.add(String.format(
                Locale.ROOT,
                "workers   resized %d times, 0 to %d: %d replies checked, %d wrong or lost",
                RESIZES,
                WORKERS_MAX,
                run.replies().get(),
                run.wrong().get()));
    }

    /** Not with the hostile client: what it does not read has to be dropped. */
    private void close() throws InterruptedException {
        DemoRun run = new DemoRun(SocketFactory.getDefault(), server.ports().plain());
        List<Thread> clients = start(run, false);
        LockSupport.parkNanos(BEFORE_CLOSE_NANOS);
        run.closing().set(true);
        long startNanos = System.nanoTime();
        engine.close();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        finish(run, clients);
        CloseReport report = Objects.requireNonNull(engine.closeReport(), "the engine has ended without a report");
        wrong += report.droppedBytes() > 0 ? 1 : 0;
        summary.add(String.format(
                Locale.ROOT,
                "close     took %d ms under load: %d links, %d queued bytes sent, %d dropped; %d replies checked,"
                        + " %d wrong or torn",
                millis,
                report.links().size(),
                report.flushedBytes(),
                report.droppedBytes(),
                run.replies().get(),
                run.wrong().get()));
    }

    // ---- the end ----

    private boolean verdict() {
        Counters.Gauges left = engine.counters().gauges();
        boolean hasThreads = hasEngineThreads();
        boolean isClean = left.openLinks() == 0 && left.jobsOut() == 0 && left.bufferBytesLent() == 0 && !hasThreads;
        System.out.println(
                wrong == 0 && isClean
                        ? "all replies right, nothing left behind"
                        : "FAILED: " + wrong + " wrong or lost; left behind: " + left
                                + (hasThreads ? ", threads" : ""));
        return wrong == 0 && isClean;
    }

    /** Whether a thread of the engine goes on; the loop's own ends a moment after it has told of its end. */
    private static boolean hasEngineThreads() {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        boolean alive = true;
        while (alive && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(1_000_000);
            alive = Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().startsWith("cox-"));
        }
        return alive;
    }
}
