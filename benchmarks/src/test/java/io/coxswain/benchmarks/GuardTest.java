package io.coxswain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.coxswain.core.Counter;
import io.coxswain.core.Counters;
import io.coxswain.core.EmbeddedEngine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.Limits;
import io.coxswain.core.LinkConfig;
import io.coxswain.core.LinkHandler;
import io.coxswain.core.LinkKind;
import io.coxswain.core.Listener;
import io.coxswain.core.OffloadPolicy;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a message costs in figures that do not depend on the machine: bytes allocated, reads, writes, turns, selects,
 * changes of interest, and wake-ups of workers, against ceilings. What it costs in time is for
 * {@code ./coxswain bench}, and gates nothing.
 *
 * <p>One thread drives the engine and plays its clients, in lock-step: every link gets so many frames, then the
 * engine turns until all replies are there. With 16 frames on each of 16 links the least is one read and one write
 * for 16 messages, 0.0625, one turn with its select for 256, 0.0039, and no change of interest. Under NEVER that is
 * what it takes. Workers may cut a batch in two, and ADAPTIVE may go either way, so their ceilings leave a little room.
 *
 * <p>With nothing to do the thread sleeps until a worker wakes it. If it is woken for each job by itself, that is a
 * turn for each of the 32 and another that finds nothing, 0.25, and a few for the beginning; how many jobs are done
 * when it wakes is the machine's business. Before it sleeps it clears its interest in the links whose reads are out,
 * which is set again when these are back: two changes for each read, 0.125. In lock-step that happens in every round;
 * a loop that does not run out of work changes nothing.
 *
 * <p>The JDK's selector boxes the number of each ready descriptor over 127, and other tests have some open. That is no
 * allocation of ours: the module's tests run with {@code -XX:AutoBoxCacheMax=65536}.
 *
 * <p>One window of {@value #WINDOWS_MAX} has to be under all ceilings at once: what happens once, as a class that is
 * loaded or an array that grows, is no cost of a message, and what the interpreter allocates for the JDK's code ends
 * when that is compiled, which on a busy machine takes a while. What a message costs is there each time, however many
 * windows are looked at. No budget of time cuts a delivery short here, since that would depend on the machine.
 */
@Timeout(120)
final class GuardTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LINKS = 16;
    private static final int DEPTH = 16;
    private static final int WARM_ROUNDS = 150;
    private static final int WINDOWS_MAX = 30;
    private static final int ROUNDS = 60;

    /** In one window. */
    private static final double MESSAGES = LINKS * DEPTH * ROUNDS;

    private static final long NO_BUDGET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long ROUND_SECONDS_MAX = 20;

    /** For bytes that are on their way through the loopback, of which nobody tells. */
    private static final long NAP_NANOS_MAX = 1_000_000;

    private final List<SocketChannel> peers = new ArrayList<>();
    private final ByteBuffer requests = LoadSocket.frames(DEPTH, Traffic.FRAME_BYTES);
    private final ByteBuffer replies = ByteBuffer.allocateDirect(DEPTH * Traffic.FRAME_BYTES);
    private final int[] missingBytes = new int[LINKS];
    private final Thread driver = Thread.currentThread();

    /** What is counted of each message. */
    private enum Figure {
        /** Allocated on the loop's thread, which is the clients' too. */
        LOOP_BYTES,
        WORKER_BYTES,
        READS,
        WRITES,
        TURNS,
        SELECTS,
        INTEREST_CHANGES,
        WAKES
    }

    private static final Map<Figure, Double> INLINE = Map.of(
            Figure.LOOP_BYTES, 0.01,
            Figure.WORKER_BYTES, 0.0,
            Figure.READS, 0.0625,
            Figure.WRITES, 0.0625,
            Figure.TURNS, 0.0045,
            Figure.SELECTS, 0.0045,
            Figure.INTEREST_CHANGES, 0.0,
            Figure.WAKES, 0.0);

    private static final Map<Figure, Double> OFFLOADED = Map.of(
            Figure.LOOP_BYTES, 0.01,
            Figure.WORKER_BYTES, 0.01,
            Figure.READS, 0.07,
            Figure.WRITES, 0.07,
            Figure.TURNS, 0.27,
            Figure.SELECTS, 0.27,
            Figure.INTEREST_CHANGES, 0.14,
            Figure.WAKES, 0.008);

    private static final Map<OffloadPolicy, Map<Figure, Double>> CEILINGS =
            Map.of(OffloadPolicy.NEVER, INLINE, OffloadPolicy.ALWAYS, OFFLOADED, OffloadPolicy.ADAPTIVE, OFFLOADED);

    @ParameterizedTest
    @CsvSource({"ECHO, NEVER", "ECHO, ALWAYS", "ECHO, ADAPTIVE", "KV, NEVER", "KV, ALWAYS", "KV, ADAPTIVE"})
    void keepsWhatAMessageCostsUnderItsCeilings(Application application, OffloadPolicy policy) throws Exception {
        Map<Figure, Double> ceilings = Objects.requireNonNull(CEILINGS.get(policy));

        Map<Figure, Double> costs = measure(application, policy, ceilings);

        assertAll(Stream.of(Figure.values()).map(figure -> () -> {
            double ceiling = of(figure, ceilings);
            assertTrue(of(figure, costs) <= ceiling, figure + " for each message above " + ceiling + ": " + costs);
        }));
    }

    private Map<Figure, Double> measure(Application application, OffloadPolicy policy, Map<Figure, Double> ceilings)
            throws Exception {
        Limits limits = new Limits().delivery(LINKS * DEPTH, NO_BUDGET_NANOS);
        EmbeddedEngine engine =
                EmbeddedEngine.create(new EngineConfig().offloadPolicy(policy).limits(limits), this::wake);
        try {
            engine.doWork();
            connect(engine, application);
            for (int round = 0; round < WARM_ROUNDS; round++) {
                round(engine);
            }
            Map<Figure, Double> costs = measureWindow(engine);
            for (int i = 1; i < WINDOWS_MAX && !isUnder(costs, ceilings); i++) {
                costs = measureWindow(engine);
            }
            return costs;
        } finally {
            close(engine);
        }
    }

    /** Called by a worker that has something for a loop that has nothing to do. */
    private void wake() {
        LockSupport.unpark(driver);
    }

    private static boolean isUnder(Map<Figure, Double> costs, Map<Figure, Double> ceilings) {
        return Stream.of(Figure.values()).allMatch(figure -> of(figure, costs) <= of(figure, ceilings));
    }

    private static double of(Figure figure, Map<Figure, Double> values) {
        return Objects.requireNonNull(values.get(figure), figure::name);
    }

    private Map<Figure, Double> measureWindow(EmbeddedEngine engine) throws Exception {
        Counters before = engine.loop().counters();
        long workersBefore = workerBytes();
        long loopBefore = THREADS.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < ROUNDS; round++) {
            round(engine);
        }
        long loopBytes = THREADS.getCurrentThreadAllocatedBytes() - loopBefore;
        long workerBytes = workerBytes() - workersBefore;
        Counters after = engine.loop().counters();
        assertEquals(MESSAGES, change(before, after, Counter.FRAMES_DELIVERED));
        return Map.of(
                Figure.LOOP_BYTES, loopBytes / MESSAGES,
                Figure.WORKER_BYTES, workerBytes / MESSAGES,
                Figure.READS, change(before, after, Counter.READS_INLINE, Counter.READS_OFFLOADED) / MESSAGES,
                Figure.WRITES, change(before, after, Counter.WRITES_INLINE, Counter.WRITES_OFFLOADED) / MESSAGES,
                Figure.TURNS, change(before, after, Counter.TURNS) / MESSAGES,
                Figure.SELECTS, change(before, after, Counter.SELECTS) / MESSAGES,
                Figure.INTEREST_CHANGES, change(before, after, Counter.INTEREST_CHANGES) / MESSAGES,
                Figure.WAKES, change(before, after, Counter.WORKER_WAKES) / MESSAGES);
    }

    private static double change(Counters before, Counters after, Counter... counters) {
        double sum = 0;
        for (Counter counter : counters) {
            sum += after.get(counter) - before.get(counter);
        }
        return sum;
    }

    private static long workerBytes() {
        long sum = 0;
        for (ThreadInfo thread : THREADS.dumpAllThreads(false, false)) {
            if (thread.getThreadName().startsWith("cox-worker")) {
                sum += THREADS.getThreadAllocatedBytes(thread.getThreadId());
            }
        }
        return sum;
    }

    private void connect(EmbeddedEngine engine, Application application) throws Exception {
        LinkHandler handler = EngineService.handler(application, new Work(0), engine.loop());
        LinkConfig config = EngineService.links(Map.of(), LinkKind.CLIENT);
        Listener listener = engine.loop()
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), config, link -> handler);
        for (int i = 0; i < LINKS; i++) {
            SocketChannel peer =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()));
            peer.setOption(StandardSocketOptions.TCP_NODELAY, true);
            peer.configureBlocking(false);
            peers.add(peer);
        }
        if (application == Application.KV) {
            for (int i = 0; i < DEPTH; i++) {
                requests.putInt(i * Traffic.FRAME_BYTES + KvTable.OP_OFFSET, KvTable.SET);
            }
        }
    }

    /** Every peer sends its frames, and the engine turns until every peer has all replies. */
    private void round(EmbeddedEngine engine) throws Exception {
        for (int i = 0; i < LINKS; i++) {
            int written = peers.get(i).write(requests.clear());
            missingBytes[i] = written;
            assertEquals(requests.capacity(), written, "the peer's socket was full");
        }
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROUND_SECONDS_MAX);
        boolean isMissing = true;
        while (isMissing) {
            if (engine.doWork(NO_BUDGET_NANOS) == 0) {
                LockSupport.parkNanos(Math.min(engine.idleNanosMax(), NAP_NANOS_MAX));
            }
            isMissing = false;
            for (int i = 0; i < LINKS; i++) {
                if (missingBytes[i] > 0) {
                    missingBytes[i] -= peers.get(i).read(replies.clear());
                    isMissing |= missingBytes[i] > 0;
                }
            }
            assertTrue(System.nanoTime() < deadlineNanos, "no end of a round");
        }
    }

    private void close(EmbeddedEngine engine) throws Exception {
        for (SocketChannel peer : peers) {
            peer.close();
        }
        engine.loop().close();
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROUND_SECONDS_MAX);
        while (!engine.isClosed()) {
            engine.doWork();
            assertTrue(System.nanoTime() < deadlineNanos, "the engine does not end");
        }
    }
}
