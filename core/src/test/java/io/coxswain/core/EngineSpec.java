package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every test of an engine over real loopback sockets begins and ends with: an engine in one of the
 * {@link OffloadMode}s, and afterwards nothing left of it. No link, no job, no byte of a buffer, no error that the test
 * did not expect, and no handler that was called out of order; that no thread and no descriptor is left, NothingLeft of
 * the module {@code faults} sees to after every test of this module.
 *
 * <p>A test whose name begins with {@code Tls} or {@code Tls12} is the one without it run over TLS, by another
 * {@link #transport()}, and one that begins with {@code Embedded} is the same in an engine on a thread of the
 * application's, by another {@link #launch}. What cannot be so there is disabled there, with the reason.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(OffloadMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class EngineSpec {
    static final int FRAME_BYTES_MAX = 1 << 19;

    @Parameter
    OffloadMode mode = OffloadMode.NEVER;

    final List<RecordingHandler> handlers = new CopyOnWriteArrayList<>();
    private final List<Engine> engines = new ArrayList<>();
    private final List<AutoCloseable> peers = new ArrayList<>();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    // ---- engines ----

    /** Starts an engine that will be looked through at the end. */
    Engine start(EngineConfig config, LoopTask onStart) throws IOException {
        Engine engine = launch(config.errorHandler((where, error) -> errors.add(error)), onStart);
        engines.add(engine);
        return engine;
    }

    /** How an engine under test comes to run: on a thread of its own here. */
    Engine launch(EngineConfig config, LoopTask onStart) throws IOException {
        return Engine.start(config, onStart);
    }

    Engine start() throws IOException {
        return start(mode.config(), loop -> {});
    }

    Engine start(Limits limits) throws IOException {
        return start(mode.config().limits(limits), loop -> {});
    }

    /** What lies between frames and sockets, at both ends: nothing here. */
    Transport transport() {
        return Transport.PLAIN;
    }

    /** Limits of an engine that has memory for segments of so many MiB, and with TLS some more for ciphertext. */
    Limits memory(int segmentMebibytes) {
        return new Limits().engineBytesMax(((long) segmentMebibytes << 20) + transport().ciphertextBytes);
    }

    LinkConfig linkConfig() {
        return linkConfig(FRAME_BYTES_MAX);
    }

    LinkConfig linkConfig(int frameBytesMax) {
        return linkConfig(TestPeer.framing(frameBytesMax));
    }

    LinkConfig linkConfig(Framing framing) {
        return transport().configure(new LinkConfig(framing));
    }

    /** Listens, and gives each accepted link a handler from the supplier. */
    int listen(Engine engine, LinkConfig config, Supplier<RecordingHandler> newHandler) throws Exception {
        return onLoop(engine, loop -> {
            Listener listener = loop.listen(loopback(0), config, link -> newHandler(newHandler));
            return listener.port();
        });
    }

    /** Listens for one link with this handler. */
    int listen(Engine engine, RecordingHandler handler) throws Exception {
        return listen(engine, linkConfig(), () -> handler);
    }

    /** Starts an engine that echoes. */
    int listenWithEcho() throws Exception {
        return listen(start(), linkConfig(), RecordingHandler::echo);
    }

    private RecordingHandler newHandler(Supplier<RecordingHandler> newHandler) {
        RecordingHandler handler = newHandler.get();
        handlers.add(handler);
        return handler;
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** A function of the loop that may fail. */
    interface LoopFunction<T> {
        T apply(Loop loop) throws IOException;
    }

    /** Does something on the loop and waits for what it says. */
    <T> T onLoop(Engine engine, LoopFunction<T> function) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Submission submission = engine.execute(loop -> {
            try {
                answer.complete(function.apply(loop));
            } catch (Throwable thrown) {
                answer.completeExceptionally(thrown);
            }
        });
        assertEquals(Submission.ACCEPTED, submission);
        return Await.result("a task on the loop", () -> "", answer);
    }

    /** Does something with a link in a task, during which no callback of it may come. */
    void inTask(Engine engine, RecordingHandler handler, RecordingHandler.Step step) throws Exception {
        handler.awaitOpen();
        onLoop(engine, loop -> {
            handler.call(step);
            return true;
        });
    }

    /** Waits until the counters say something. */
    Counters awaitCounters(Engine engine, String what, Function<Counters, Boolean> condition) {
        Await.until(what, () -> describe(engine), () -> condition.apply(engine.counters()));
        return engine.counters();
    }

    /** Waits until all links have ended and everything lent has come back. */
    void awaitQuiet(Engine engine) {
        awaitCounters(engine, "an engine without links, jobs and lent buffers", counters -> {
            Counters.Gauges gauges = counters.gauges();
            return gauges.openLinks() == 0 && gauges.jobsOut() == 0 && gauges.bufferBytesLent() == 0;
        });
    }

    /** All counters of an engine, for a message. */
    static String describe(Engine engine) {
        Counters counters = engine.counters();
        StringBuilder text = new StringBuilder(counters.gauges().toString());
        for (Counter counter : Counter.values()) {
            if (counters.get(counter) != 0) {
                text.append(' ').append(counter).append('=').append(counters.get(counter));
            }
        }
        for (CloseReason reason : CloseReason.values()) {
            if (counters.closed(reason) != 0) {
                text.append(" closed ").append(reason).append('=').append(counters.closed(reason));
            }
        }
        for (Operation operation : Operation.values()) {
            for (FallbackReason reason : FallbackReason.values()) {
                long count = counters.fallbacks(operation, reason);
                text.append(count == 0 ? "" : " " + operation + " " + reason + "=" + count);
            }
        }
        return text.append(' ').append(counters.workers()).toString();
    }

    // ---- peers ----

    TestPeer connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** Connects with a receive buffer of about so many bytes, where it is not 0. */
    TestPeer connect(int port, int receiveBytes) throws IOException {
        return connected(TestPeer.wire(port, receiveBytes));
    }

    /** Makes a peer of a socket that is connected to a link, on the transport of this test. */
    TestPeer connected(Socket wire) throws IOException {
        return keep(transport().connected(keep(wire)));
    }

    /** Makes a peer of a socket that a link has connected. */
    TestPeer accepted(Socket wire) throws IOException {
        return keep(transport().accepted(keep(wire)));
    }

    /** Connects a bare socket, whatever the transport is: for a link that will not come to speak it. */
    TestPeer connectWire(int port) throws IOException {
        return keep(TestPeer.connect(port));
    }

    /** Remembers to close it. */
    <T extends AutoCloseable> T keep(T peer) {
        peers.add(peer);
        return peer;
    }

    // ---- the end ----

    /** The errors that the error handler was told of so far, which the test has expected. */
    List<Throwable> takeErrors() {
        List<Throwable> taken = List.copyOf(errors);
        errors.clear();
        return taken;
    }

    /** Waits for an error, and expects no other. */
    Throwable awaitError() {
        Await.until("the error handler", () -> errors.toString(), () -> !errors.isEmpty());
        List<Throwable> taken = takeErrors();
        assertEquals(1, taken.size(), taken::toString);
        return taken.get(0);
    }

    /** Waits for this very error, and expects no other. */
    void expectError(Throwable expected) {
        assertSame(expected, awaitError());
    }

    @AfterEach
    void leavesNothingBehind() throws Exception {
        // What was made of a socket before the socket.
        Collections.reverse(peers);
        for (AutoCloseable peer : peers) {
            peer.close();
        }
        for (Engine engine : engines) {
            closeAndCheck(engine);
        }
        for (RecordingHandler handler : handlers) {
            assertEquals(List.of(), handler.violations(), handler::toString);
            if (handler.link != null) {
                assertEquals(0, handler.ended.getCount(), () -> "never told of its end: " + handler);
            }
        }
        for (Throwable error : errors) {
            fail("an error that the test did not expect", error);
        }
    }

    private static void closeAndCheck(Engine engine) throws InterruptedException {
        Thread closer = new Thread(engine::close, "closer");
        closer.setDaemon(true);
        closer.start();
        assertTrue(engine.awaitClosed(Await.LIMIT.toNanos()), () -> "the engine does not close: " + describe(engine));
        closer.join(TimeUnit.SECONDS.toMillis(5));
        assertTrue(!closer.isAlive(), "close() does not return");
        Counters.Gauges gauges = engine.counters().gauges();
        assertEquals(0, gauges.openLinks(), () -> describe(engine));
        assertEquals(0, gauges.jobsOut(), () -> describe(engine));
        assertEquals(0, gauges.bufferBytesLent(), () -> describe(engine));
    }
}
