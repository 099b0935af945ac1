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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a message costs in figures that do not depend on the machine: bytes allocated, reads, writes, turns with their
 * select, and wake-ups of workers, against ceilings. What it costs in time is for {@code ./coxswain bench}, and gates
 * nothing.
 *
 * <p>One thread drives the engine and plays its clients, in lock-step: every link gets so many frames, then the
 * engine turns until all replies are there. With 16 frames on each of 16 links the least is one read and one write
 * for 16 messages, 0.0625, and one turn for 256, 0.0039. Under NEVER that is what it takes. Workers may cut a batch
 * in two, and ADAPTIVE may go either way, so their ceilings leave a little room. A turn in which the loop only waits
 * for a worker is a turn too, so turns have a ceiling under NEVER alone.
 *
 * <p>The JDK's selector boxes the number of each ready descriptor over 127, and other tests have some open. That is no
 * allocation of ours: the module's tests run with {@code -XX:AutoBoxCacheMax=65536}.
 *
 * <p>One window of {@value #WINDOWS_MAX} has to be under all ceilings at once: what happens once, as a class that is
 * loaded or an array that grows, is no cost of a message, and what the interpreter allocates for the JDK's code ends
 * when that is compiled, which on a busy machine takes a while. What a message costs is there each time, however many
 * windows are looked at. No budget of time cuts a delivery short here, since that would depend on the machine. Changes
 * of interest are not here: the engine does not count them.
 */
@Timeout(120)
final class GuardTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LINKS = 16;
    private static final int DEPTH = 16;
    private static final int WARM_ROUNDS = 150;
    private static final int WINDOWS_MAX = 30;
    private static final int ROUNDS = 60;
    private static final long NO_BUDGET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long ROUND_SECONDS_MAX = 20;

    private final List<SocketChannel> peers = new ArrayList<>();
    private final ByteBuffer requests = LoadSocket.frames(DEPTH, Traffic.FRAME_BYTES);
    private final ByteBuffer replies = ByteBuffer.allocateDirect(DEPTH * Traffic.FRAME_BYTES);
    private final int[] missingBytes = new int[LINKS];

    /**
     * What a message has cost, or may cost at most.
     *
     * @param loopBytes allocated on the loop's thread, which is the clients' too
     * @param workerBytes allocated on workers
     * @param reads and the rest: how often
     */
    private record Cost(double loopBytes, double workerBytes, double reads, double writes, double turns, double wakes) {
        boolean isUnder(Cost ceiling) {
            return loopBytes <= ceiling.loopBytes
                    && workerBytes <= ceiling.workerBytes
                    && reads <= ceiling.reads
                    && writes <= ceiling.writes
                    && turns <= ceiling.turns
                    && wakes <= ceiling.wakes;
        }
    }

    private static final Cost INLINE = new Cost(0.01, 0, 0.0625, 0.0625, 0.0045, 0);
    private static final Cost OFFLOADED = new Cost(0.01, 0.01, 0.07, 0.07, Double.POSITIVE_INFINITY, 0.008);

    private static final Map<OffloadPolicy, Cost> CEILINGS =
            Map.of(OffloadPolicy.NEVER, INLINE, OffloadPolicy.ALWAYS, OFFLOADED, OffloadPolicy.ADAPTIVE, OFFLOADED);

    @ParameterizedTest
    @CsvSource({"ECHO, NEVER", "ECHO, ALWAYS", "ECHO, ADAPTIVE", "KV, NEVER", "KV, ALWAYS", "KV, ADAPTIVE"})
    void keepsWhatAMessageCostsUnderItsCeilings(Application application, OffloadPolicy policy) throws Exception {
        Cost ceiling = Objects.requireNonNull(CEILINGS.get(policy));

        Cost cost = measure(application, policy, ceiling);

        assertAll(
                () -> assertUnder("bytes allocated on the loop", cost.loopBytes, ceiling.loopBytes),
                () -> assertUnder("bytes allocated on the worker", cost.workerBytes, ceiling.workerBytes),
                () -> assertUnder("reads", cost.reads, ceiling.reads),
                () -> assertUnder("writes", cost.writes, ceiling.writes),
                () -> assertUnder("turns", cost.turns, ceiling.turns),
                () -> assertUnder("wake-ups", cost.wakes, ceiling.wakes));
    }

    private static void assertUnder(String what, double value, double ceiling) {
        assertTrue(value <= ceiling, what + ": " + value + " for each message, and the ceiling is " + ceiling);
    }

    private Cost measure(Application application, OffloadPolicy policy, Cost ceiling) throws Exception {
        Limits limits = new Limits().delivery(LINKS * DEPTH, NO_BUDGET_NANOS);
        EmbeddedEngine engine =
                EmbeddedEngine.create(new EngineConfig().offloadPolicy(policy).limits(limits), () -> {});
        try {
            engine.doWork();
            connect(engine, application);
            for (int round = 0; round < WARM_ROUNDS; round++) {
                round(engine);
            }
            Cost cost = measureWindow(engine);
            for (int i = 1; i < WINDOWS_MAX && !cost.isUnder(ceiling); i++) {
                cost = measureWindow(engine);
            }
            return cost;
        } finally {
            close(engine);
        }
    }

    private Cost measureWindow(EmbeddedEngine engine) throws Exception {
        Counters before = engine.loop().counters();
        long workersBefore = workerBytes();
        long loopBefore = THREADS.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < ROUNDS; round++) {
            round(engine);
        }
        long loopBytes = THREADS.getCurrentThreadAllocatedBytes() - loopBefore;
        long workerBytes = workerBytes() - workersBefore;
        return cost(before, engine.loop().counters(), loopBytes, workerBytes);
    }

    private static Cost cost(Counters before, Counters after, long loopBytes, long workerBytes) {
        double messages = LINKS * DEPTH * ROUNDS;
        assertEquals(messages, change(before, after, Counter.FRAMES_DELIVERED));
        return new Cost(
                loopBytes / messages,
                workerBytes / messages,
                change(before, after, Counter.READS_INLINE, Counter.READS_OFFLOADED) / messages,
                change(before, after, Counter.WRITES_INLINE, Counter.WRITES_OFFLOADED) / messages,
                change(before, after, Counter.TURNS) / messages,
                change(before, after, Counter.WORKER_WAKES) / messages);
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
                Thread.yield();
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
