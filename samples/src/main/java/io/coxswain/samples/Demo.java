package io.coxswain.samples;

import io.coxswain.core.Counter;
import io.coxswain.core.Counters;
import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.Limits;
import io.coxswain.core.OffloadPolicy;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The main job in half a minute: a kv server under load from its own clients, under each policy in turn, with a verdict.
 *
 * <p>Steady clients send a SET and a GET and wait; pipelined ones send sixteen of each at once; one comes and goes. Every
 * reply is checked. Ends with status 0, or with 1 if a reply was lost or wrong, or if a link, a job, a buffer or a thread is
 * left.
 *
 * <p><b>Threads.</b> The main thread; each client has one of its own.
 */
@SuppressForbidden("It measures in real time, and its output is for whoever runs it.")
final class Demo {
    private static final int SECONDS_PER_POLICY = 5;
    private static final int STEADY_CLIENTS = 6;
    private static final int PIPELINED_CLIENTS = 2;
    private static final int PIPELINED_BATCH = 16;

    private final Engine engine;
    private final int port;
    private long wrong;

    private Demo(Engine engine, int port) {
        this.engine = engine;
        this.port = port;
    }

    /** Runs it; takes no options. */
    public static void main(String[] arguments) throws Exception {
        CompletableFuture<Integer> listening = new CompletableFuture<>();
        Engine engine = Engine.start(
                new EngineConfig().workerCount(1),
                loop -> listening.complete(new KvServer(loop, Clock.systemUTC(), new Limits())
                        .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .port()));
        System.exit(new Demo(engine, listening.join()).run() ? 0 : 1);
    }

    private boolean run() throws InterruptedException {
        System.out.println("a kv server on 127.0.0.1:" + port + " with one loop and one worker; " + STEADY_CLIENTS
                + " steady clients, " + PIPELINED_CLIENTS + " pipelined, one that comes and goes");
        System.out.println(
                "policy    second   replies/s   p50 us   p99 us   loop CPU   worker CPU    inline   offloaded");
        List<String> summary = new ArrayList<>();
        for (OffloadPolicy policy : OffloadPolicy.values()) {
            summary.add(load(policy));
        }
        System.out.println();
        summary.forEach(System.out::println);
        return verdict();
    }

    private String load(OffloadPolicy policy) throws InterruptedException {
        engine.execute(loop -> loop.offloadPolicy(policy));
        DemoClient.Totals totals = new DemoClient.Totals();
        AtomicBoolean running = new AtomicBoolean(true);
        List<Thread> clients = start(totals, running);
        long startNanos = System.nanoTime();
        Sample before = sample(totals);
        for (int second = 1; second <= SECONDS_PER_POLICY; second++) {
            LockSupport.parkNanos(startNanos + TimeUnit.SECONDS.toNanos(second) - System.nanoTime());
            Sample after = sample(totals);
            System.out.printf(Locale.ROOT, "%-9s %6d %s%n", policy, second, after.since(before, totals));
            before = after;
        }
        running.set(false);
        for (Thread client : clients) {
            client.join(TimeUnit.SECONDS.toMillis(SECONDS_PER_POLICY));
            if (client.isAlive()) {
                wrong++;
                System.err.println(client.getName() + " is still waiting for a reply");
            }
        }
        wrong += totals.wrong().get();
        return String.format(
                Locale.ROOT,
                "%-9s %d replies checked, %d wrong or lost, p50 %.0f us, p99 %.0f us",
                policy,
                totals.replies().get(),
                totals.wrong().get(),
                totals.micros(0.5),
                totals.micros(0.99));
    }

    private List<Thread> start(DemoClient.Totals totals, AtomicBoolean running) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < STEADY_CLIENTS + PIPELINED_CLIENTS + 1; i++) {
            int batch = i >= STEADY_CLIENTS && i < STEADY_CLIENTS + PIPELINED_CLIENTS ? PIPELINED_BATCH : 1;
            boolean reconnects = i == STEADY_CLIENTS + PIPELINED_CLIENTS;
            clients.add(new Thread(new DemoClient(port, "key" + i, batch, reconnects, totals, running), "client-" + i));
        }
        clients.forEach(Thread::start);
        return clients;
    }

    /** The engine and the clients at one moment. */
    private record Sample(long nanos, long replies, long loopNanos, long workerNanos, Counters counters) {
        String since(Sample before, DemoClient.Totals totals) {
            double seconds = (nanos - before.nanos) / 1e9;
            return String.format(
                    Locale.ROOT,
                    "%12.0f %8.0f %8.0f %9.0f%% %11.0f%% %10d %11d",
                    (replies - before.replies) / seconds,
                    totals.micros(0.5),
                    totals.micros(0.99),
                    (loopNanos - before.loopNanos) / seconds / 1e7,
                    (workerNanos - before.workerNanos) / seconds / 1e7,
                    sum(Counter.READS_INLINE, Counter.WRITES_INLINE, before),
                    sum(Counter.READS_OFFLOADED, Counter.WRITES_OFFLOADED, before));
        }

        private long sum(Counter reads, Counter writes, Sample before) {
            return counters.get(reads)
                    + counters.get(writes)
                    - before.counters.get(reads)
                    - before.counters.get(writes);
        }
    }

    private Sample sample(DemoClient.Totals totals) {
        return new Sample(
                System.nanoTime(),
                totals.replies().get(),
                cpuNanos("cox-loop"),
                cpuNanos("cox-worker"),
                engine.counters());
    }

    @SuppressWarnings("deprecation") // Thread.threadId() is there from 19 on.
    private static long cpuNanos(String prefix) {
        long sum = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(prefix)) {
                sum += Math.max(0, ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()));
            }
        }
        return sum;
    }

    private boolean verdict() {
        engine.close();
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
