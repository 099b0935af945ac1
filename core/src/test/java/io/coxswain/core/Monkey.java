package io.coxswain.core;

import io.coxswain.faults.Fault;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does at random what an application, its peers, an operator and a network can do to an engine, and checks all the
 * while what must hold of it.
 *
 * <p>It does this: 1. opens links, plain and TLS, through proxies; 2. sends on either end small and large frames,
 * copied, in place or shared, and takes some back; 3. suspends and resumes reading, and flushes; 4. shuts output
 * down, closes in order and at once; 5. has handlers throw; 6. sets the faults of a {@link
 * io.coxswain.faults.FaultProxy} and heals them; 7. changes the number of workers and the policy; 8. asks for
 * counters and dumps; 9. has strangers connect, say nonsense and reset. In debug mode, with small queues and little
 * memory, so that buffers run out, and those given back are poisoned.
 *
 * <p>Checked at every step: bytes accepted = bytes sent + bytes dropped at ends + bytes queued. Of every frame: whose
 * it is, that none is left out or comes twice, and each byte of it. At the end: who got PEER_CLOSED from an end that
 * closed in order has got everything, all handlers were called in order and once to the end, and nothing is lent.
 *
 * <p><b>What a seed decides:</b> the limits and the whole list of actions, with their slots, sizes and bytes; the
 * same number of steps does the same again. What it does not: how far the sockets, the workers and the proxies have
 * got meanwhile.
 *
 * <p><b>Threads.</b> The caller's, which picks actions; the loop does them.
 */
final class Monkey implements AutoCloseable {
    static final int FRAME_BYTES_MAX = 64 << 10;

    private static final List<OffloadPolicy> POLICIES = List.of(OffloadPolicy.values());
    private static final int SLOTS = 6;
    private static final int STEPS_AHEAD_MAX = 16;

    private final long seed;
    private final SplittableRandom random;
    private final MonkeyEnd.Registry registry = new MonkeyEnd.Registry();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final List<MonkeySlot> slots = new ArrayList<>();
    private final Engine engine;
    private long stepCount;

    /** Starts an engine, with limits that the seed decides. */
    Monkey(long seed) throws IOException {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        // Keys take a second to make, and the loop is not to stand still for that.
        Objects.requireNonNull(TlsPeer.context());
        CompletableFuture<Boolean> started = new CompletableFuture<>();
        engine = Engine.start(config(), loop -> {
            for (int i = 0; i < SLOTS; i++) {
                slots.add(new MonkeySlot(loop, i, registry));
            }
            started.complete(true);
        });
        started.join();
    }

    private EngineConfig config() {
        int soft = random.nextInt(20_000, 400_000);
        Limits limits = new Limits()
                .engineBytesMax((long) random.nextInt(6, 24) << 20)
                .sendQueueBytes(soft, soft + 3L * FRAME_BYTES_MAX)
                .framesPerSnapshotMax(random.nextInt(1, 200))
                .delivery(random.nextInt(1, 64), 1_000_000)
                .readJobBytesMax(BufferPool.SEGMENT_BYTES_MIN << random.nextInt(4));
        return new EngineConfig()
                .limits(limits)
                .workerCount(random.nextInt(3))
                .offloadPolicy(randomPolicy())
                .closeDeadlineNanos(TimeUnit.SECONDS.toNanos(1))
                .debug(true)
                .errorHandler((where, error) -> errors.add(new AssertionError(where, error)));
    }

    private OffloadPolicy randomPolicy() {
        return POLICIES.get(random.nextInt(POLICIES.size()));
    }

    /** Does so many things. */
    void play(int steps) throws Exception {
        for (int i = 0; i < steps && isRight(); i++) {
            step();
        }
    }

    /** Does things until the time is over; returns how many. */
    long playFor(long nanos) throws Exception {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < nanos && isRight()) {
            step();
        }
        return stepCount;
    }

    boolean isRight() {
        return registry.violations().isEmpty() && errors.isEmpty();
    }

    private void step() throws Exception {
        MonkeySlot slot = slots.get(random.nextInt(SLOTS));
        switch (random.nextInt(80)) {
            case 0 -> setFaults(slot, MonkeySlot.randomFault(random), MonkeySlot.randomFault(random));
            case 1, 2 -> setFaults(slot, Fault.none(), Fault.none());
            case 3 -> beStranger(slot);
            case 4 -> engine.dump(new StringBuilder());
            default -> onLoop(action(slot));
        }
        if (++stepCount % STEPS_AHEAD_MAX == 0) {
            audit();
        }
    }

    private void onLoop(LoopTask task) {
        if (engine.execute(task) != Submission.ACCEPTED) {
            registry.violated("the mailbox is full, or the engine has ended");
        }
    }

    private void setFaults(MonkeySlot slot, Fault toServer, Fault toClient) throws Exception {
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        onLoop(loop -> {
            slot.expect(toServer, toClient);
            told.complete(true);
        });
        Await.result("the loop", this::describe, told);
        slot.arm(toServer, toClient);
        if (toServer.kind() == Fault.Kind.NONE && toClient.kind() == Fault.Kind.NONE) {
            onLoop(slot::open);
        }
    }

    private void beStranger(MonkeySlot slot) throws IOException {
        try (Socket stranger = TestPeer.wire(slot.listenerPort(), 0)) {
            byte[] nonsense = new byte[random.nextInt(100)];
            random.nextBytes(nonsense);
            stranger.setSoLinger(true, 0);
            stranger.getOutputStream().write(nonsense);
        }
    }

    // ---- actions ----

    /** What an action does with one end of a link that is open. */
    private interface EndAction {
        void on(MonkeyEnd end, Link link);
    }

    private LoopTask action(MonkeySlot slot) {
        boolean ofDialed = random.nextBoolean();
        int small = random.nextInt(MonkeyEnd.HEADER_BYTES, 500);
        int large = random.nextInt(MonkeyEnd.HEADER_BYTES, FRAME_BYTES_MAX + 1);
        int count = random.nextInt(1, 40);
        boolean coin = random.nextBoolean();
        return switch (random.nextInt(26)) {
            case 0, 1, 2, 3 -> slot::open;
            case 4, 5, 6, 7, 8 -> onEnd(slot, ofDialed, (end, link) -> repeat(count, () -> end.send(small)));
            case 9, 10, 11, 12 -> onEnd(slot, ofDialed, (end, link) -> repeat(count, () -> end.send(large)));
            case 13 -> onEnd(slot, ofDialed, (end, link) -> end.sendInPlace(large, coin));
            case 14 -> loop -> sendToAll(loop, coin ? small : large);
            case 15 -> onEnd(slot, ofDialed, (end, link) -> link.suspendReading());
            case 16, 17, 18 -> onEnd(slot, ofDialed, (end, link) -> link.resumeReading());
            case 19 -> onEnd(slot, ofDialed, (end, link) -> link.flush());
            case 20 -> onEnd(slot, ofDialed, (end, link) -> link.shutdownOutput());
            case 21 -> onEnd(slot, ofDialed, (end, link) -> link.close());
            case 22 -> onEnd(slot, ofDialed, (end, link) -> end.closeNow());
            case 23 -> onEnd(slot, ofDialed, (end, link) -> end.throwAtNextFrame());
            case 24 -> resize(random.nextInt(4));
            default -> changePolicy(randomPolicy());
        };
    }

    private static LoopTask resize(int workers) {
        return loop -> loop.resizeWorkers(workers);
    }

    private static LoopTask changePolicy(OffloadPolicy policy) {
        return loop -> loop.offloadPolicy(policy);
    }

    private static LoopTask onEnd(MonkeySlot slot, boolean ofDialed, EndAction action) {
        return loop -> {
            MonkeyEnd end = slot.end(ofDialed);
            Link link = end == null ? null : end.link();
            if (end != null && link != null) {
                action.on(end, link);
            }
        };
    }

    private static void repeat(int count, Runnable action) {
        for (int i = 0; i < count; i++) {
            action.run();
        }
    }

    private void sendToAll(Loop loop, int bytes) {
        ByteBuffer frame = MonkeyEnd.fill(ByteBuffer.allocate(bytes), 0, 0).flip();
        SharedMessage message = loop.share(frame);
        if (message == null) {
            return;
        }
        for (MonkeySlot slot : slots) {
            for (boolean ofDialed : new boolean[] {true, false}) {
                MonkeyEnd end = slot.end(ofDialed);
                if (end != null) {
                    end.send(message, bytes);
                }
            }
        }
        message.release();
    }

    // ---- what must hold ----

    /** Waits until the loop has done all that it was given, and compares its accounts. */
    private void audit() throws Exception {
        CompletableFuture<Boolean> audited = new CompletableFuture<>();
        onLoop(loop -> {
            checkBytes(loop);
            audited.complete(true);
        });
        Await.result("the loop", this::describe, audited);
    }

    private void checkBytes(Loop loop) {
        long[] queuedBytes = new long[1];
        loop.forEachLink(link -> queuedBytes[0] += link.queuedBytes());
        Counters counters = loop.counters();
        long sent = counters.get(Counter.BYTES_SENT);
        long dropped = counters.get(Counter.BYTES_UNSENT);
        if (registry.acceptedBytes != sent + dropped + queuedBytes[0]) {
            registry.violated(registry.acceptedBytes + " bytes accepted, but " + sent + " sent, " + dropped
                    + " dropped and " + queuedBytes[0] + " queued");
        }
    }

    /** Ends everything, and checks what has become of it; throws what went wrong, with the seed. */
    void finish() throws Exception {
        audit();
        engine.close();
        registry.checkDelivered();
        for (MonkeySlot slot : slots) {
            for (boolean ofDialed : new boolean[] {true, false}) {
                checkEnd(slot.end(ofDialed));
            }
        }
        Counters counters = engine.counters();
        Counters.Gauges gauges = counters.gauges();
        if (gauges.openLinks() != 0 || gauges.jobsOut() != 0 || gauges.bufferBytesLent() != 0) {
            registry.violated("left: " + gauges);
        }
        long accounted = counters.get(Counter.BYTES_SENT) + counters.get(Counter.BYTES_UNSENT);
        if (registry.acceptedBytes != accounted) {
            registry.violated(registry.acceptedBytes + " bytes accepted, but " + accounted + " sent or dropped");
        }
        if (!isRight()) {
            AssertionError failure = new AssertionError("seed " + seed + ", after " + stepCount + " steps: "
                    + String.join("\n", registry.violations()) + "\n" + describe());
            errors.forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private void checkEnd(@Nullable MonkeyEnd end) {
        if (end != null) {
            end.handler().awaitEnd();
            end.handler().violations().forEach(violation -> registry.violated(end + ": " + violation));
        }
    }

    /** What was done and what came of it, for a report. */
    String describe() {
        return "seed " + seed + ", " + stepCount + " steps, " + registry.wholeCount()
                + " ends that had to get everything did; " + EngineSpec.describe(engine);
    }

    Counters counters() {
        return engine.counters();
    }

    /** Ends that had to get everything, and did. */
    int wholeCount() {
        return registry.wholeCount();
    }

    @Override
    public void close() {
        slots.forEach(MonkeySlot::close);
        engine.close();
    }
}
