package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** An engine closed in the middle of everything: under load, from inside each callback, again and again. */
class EngineLoadCloseTest extends EngineSpec {
    private static final int LINKS = 4;

    /** In each mode; a thousand in all, without TLS. */
    private final int engines = transport().fewer(250);

    /** Sends a frame for each that it gets, and so never stops by itself. */
    private static final class Restless implements LinkHandler {
        private final CountDownLatch frames;

        Restless(CountDownLatch frames) {
            this.frames = frames;
        }

        @Override
        public void onOpen(Link link) {
            link.send(ByteBuffer.wrap(TestPeer.frame(200, 1)));
        }

        @Override
        public void onFrame(Link link, ByteBuffer frame) {
            frames.countDown();
            link.send(frame);
        }
    }

    @Test
    void closesUnderLoadAThousandTimes() throws Exception {
        long startNanos = System.nanoTime();
        int descriptorsBefore = openDescriptors();
        for (int i = 0; i < engines; i++) {
            CountDownLatch frames = new CountDownLatch(50);
            Engine engine = Engine.start(mode.config(), loop -> {
                Listener listener = loop.listen(loopback(0), linkConfig(), link -> new Restless(frames));
                for (int k = 0; k < LINKS; k++) {
                    loop.connect(loopback(listener.port()), linkConfig(), new Restless(frames));
                }
            });
            Await.open("load", () -> describe(engine), frames);

            engine.close();

            Counters counters = engine.counters();
            assertEquals(0, counters.gauges().openLinks(), () -> describe(engine));
            assertEquals(0, counters.gauges().jobsOut(), () -> describe(engine));
            assertEquals(0, counters.gauges().bufferBytesLent(), () -> describe(engine));
            assertNotNull(engine.closeReport());
        }
        assertTrue(System.nanoTime() - startNanos < TimeUnit.SECONDS.toNanos(50), "it takes too long");
        assertTrue(openDescriptors() < descriptorsBefore + engines / 10, "descriptors are left open");
    }

    /** How many this process has open; 0 where the system does not say. */
    private static int openDescriptors() {
        String[] names = new File("/proc/self/fd").list();
        return names == null ? 0 : names.length;
    }

    /** A callback, and what a peer does to bring it about. */
    private record Callback(BiConsumer<RecordingHandler, RecordingHandler.Step> hook, PeerStep cause) {}

    private interface PeerStep {
        void on(TestPeer peer) throws IOException;
    }

    private static List<Callback> callbacks() {
        PeerStep nothing = peer -> {};
        return List.of(
                new Callback((handler, step) -> handler.atOpen = step, nothing),
                new Callback(
                        (handler, step) -> handler.atFrame = (link, frame) -> step.on(link),
                        peer -> peer.write(TestPeer.frame(10, 1))),
                new Callback(
                        (handler, step) -> {
                            handler.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(5 << 20, 1)));
                            handler.atWritable = step;
                        },
                        nothing),
                new Callback((handler, step) -> handler.atInputEnd = step, TestPeer::endOutput),
                new Callback(
                        (handler, step) -> handler.atMalformed = step,
                        peer -> peer.write(TestPeer.header(FRAME_BYTES_MAX + 1))),
                new Callback((handler, step) -> handler.atClose = step, TestPeer::reset));
    }

    @Test
    void closesFromInsideEachCallback() throws Exception {
        for (Callback callback : callbacks()) {
            Engine[] engine = new Engine[1];
            RecordingHandler handler = new RecordingHandler();
            callback.hook.accept(handler, link -> {
                engine[0].close();
                engine[0].close();
            });
            engine[0] = start();
            TestPeer peer = connect(listen(engine[0], handler));
            handler.awaitOpen();

            callback.cause.on(peer);
            CompletableFuture<Boolean> gone = CompletableFuture.supplyAsync(() -> isGone(peer));

            assertTrue(engine[0].awaitClosed(Await.LIMIT.toNanos()), handler::toString);
            peer.close();
            Await.result("the peer", handler::toString, gone);
        }
    }

    /** Reads until nothing more comes, however that shows. */
    private static boolean isGone(TestPeer peer) {
        try {
            peer.awaitGone();
            peer.close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void closesFromAnAcceptorATimerAndAnErrorHandler() throws Exception {
        List<Consumer<Engine>> ways = List.of(
                engine -> engine.execute(loop -> {
                    int port = loop.listen(loopback(0), linkConfig(), link -> {
                                engine.close();
                                return new RecordingHandler();
                            })
                            .port();
                    loop.connect(loopback(port), linkConfig(), new RecordingHandler());
                }),
                engine -> engine.execute(loop -> loop.schedule(1, later -> engine.close())),
                engine -> engine.execute(loop -> {
                    throw new IOException("told to the error handler");
                }));
        for (Consumer<Engine> way : ways) {
            Engine[] engine = new Engine[1];
            engine[0] = Engine.start(mode.config().errorHandler((where, error) -> engine[0].close()), loop -> {});

            way.accept(engine[0]);

            assertTrue(engine[0].awaitClosed(Await.LIMIT.toNanos()));
        }
    }

    @Test
    void goesOnClosingWhenTheCloserIsInterrupted() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Engine engine = start();
        engine.execute(loop -> {
            entered.countDown();
            Await.open("the closer was interrupted", () -> "", release);
        });
        Await.open("the loop is held", () -> "", entered);
        List<Boolean> interrupted = new ArrayList<>();
        Thread closer = new Thread(() -> {
            engine.close();
            interrupted.add(Thread.currentThread().isInterrupted());
        });
        closer.start();

        closer.interrupt();
        closer.join(Await.LIMIT.toMillis());

        assertEquals(List.of(true), interrupted);
        assertTrue(!engine.awaitClosed(0));
        release.countDown();
        assertTrue(engine.awaitClosed(Await.LIMIT.toNanos()));
    }
}
