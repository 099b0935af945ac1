package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/**
 * An engine driven by the test's own thread: who may call what, and what comes back. That everything else is as in an
 * engine with a thread of its own is in the tests whose names begin with {@code Embedded}.
 */
final class EmbeddedEngineTest {
    private final AtomicInteger wakes = new AtomicInteger();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private EmbeddedEngine embedded;

    /**
     * Not in the constructor: an instance is made for a test that is skipped, too, and nobody would close that engine.
     */
    @BeforeEach
    void create() throws IOException {
        embedded = EmbeddedEngine.create(config(), wakes::incrementAndGet);
    }

    private EngineConfig config() {
        return new EngineConfig()
                .offloadPolicy(OffloadPolicy.ALWAYS)
                .closeDeadlineNanos(1_000_000_000)
                .errorHandler((where, error) -> errors.add(error));
    }

    @AfterEach
    void endsAndLeavesNothing() {
        embedded.engine().close();
        workUntil("it has ended", embedded::isClosed);

        assertEquals(0, embedded.doWork());
        assertEquals(List.of(), errors);
        assertNotNull(embedded.engine().closeReport());
        Await.until(
                "no thread is left",
                () -> "",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("cox-")));
    }

    private void workUntil(String what, BooleanSupplier condition) {
        Await.until(what, () -> "wakes " + wakes, () -> {
            embedded.doWork();
            return condition.getAsBoolean();
        });
    }

    private static <T> T elsewhere(Callable<T> what) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread other = new Thread(() -> {
            try {
                answer.complete(what.call());
            } catch (Throwable thrown) {
                answer.completeExceptionally(thrown);
            }
        });
        other.setDaemon(true);
        other.start();
        return Await.result("another thread", () -> "", answer);
    }

    @Test
    void echoesOnTheThreadThatDrives() throws Exception {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        List<Thread> callers = new ArrayList<>();
        embedded.engine().execute(loop -> {
            RecordingHandler handler = RecordingHandler.echo();
            handler.atOpen = link -> callers.add(Thread.currentThread());
            Listener listener = loop.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    new LinkConfig(TestPeer.framing(1 << 20)),
                    link -> handler);
            port.complete(listener.port());
        });
        workUntil("it listens", port::isDone);
        CompletableFuture<Boolean> echoed = CompletableFuture.supplyAsync(() -> echo(port.join()));

        workUntil("the echo", echoed::isDone);

        assertTrue(echoed.get());
        assertEquals(List.of(Thread.currentThread()), callers);
        assertTrue(embedded.loop().counters().get(Counter.READS_OFFLOADED) > 0);
    }

    private static boolean echo(int port) {
        try (TestPeer peer = TestPeer.connect(port)) {
            for (int i = 0; i < 50; i++) {
                byte[] frame = TestPeer.frame(100 + 1_000 * i, i);
                peer.write(frame).expect(frame);
            }
            return true;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void refusesEveryThreadButTheFirst() throws Exception {
        embedded.doWork();

        IllegalStateException refused = elsewhere(() -> assertThrows(IllegalStateException.class, embedded::doWork));
        elsewhere(() -> assertThrows(IllegalStateException.class, embedded::loop));
        elsewhere(() -> assertThrows(IllegalStateException.class, embedded::idleNanosMax));

        assertTrue(String.valueOf(refused.getMessage()).contains("does not drive this engine"));
        embedded.doWork();
    }

    @Test
    void hasNoLoopBeforeItIsDriven() {
        assertThrows(IllegalStateException.class, embedded::loop);

        embedded.doWork();

        assertSame(embedded.loop(), embedded.loop());
        assertEquals(0, embedded.loop().linkCount());
    }

    @Test
    void refusesToBeEnteredAgain() {
        List<Throwable> refusals = new ArrayList<>();
        embedded.engine().execute(loop -> refusals.add(assertThrows(IllegalStateException.class, embedded::doWork)));

        workUntil("the task has run", () -> !refusals.isEmpty());

        assertEquals("doWork() from inside doWork()", refusals.get(0).getMessage());
    }

    @Test
    void wakesOnceAfterATurnWithoutWorkAndNeverBefore() {
        embedded.engine().execute(loop -> {});
        assertEquals(0, wakes.get(), "nobody has said that there is nothing to do");
        while (embedded.doWork() > 0) {
            assertEquals(0, wakes.get());
        }

        embedded.engine().execute(loop -> {});
        embedded.engine().execute(loop -> {});
        assertEquals(1, wakes.get());
        assertTrue(embedded.doWork() > 0);
        embedded.engine().execute(loop -> {});

        assertEquals(1, wakes.get(), "it has been told to come again");
        assertTrue(embedded.doWork() > 0);
    }

    @Test
    void saysHowLongNothingIsDue() {
        workUntil("there is nothing to do", () -> embedded.doWork() == 0);
        assertEquals(Long.MAX_VALUE, embedded.idleNanosMax());

        long delayNanos = 3_600_000_000_000L;
        embedded.loop().schedule(delayNanos, loop -> {});
        long idleNanos = embedded.idleNanosMax();
        assertTrue(idleNanos > delayNanos / 2 && idleNanos <= delayNanos, "it says " + idleNanos);
        embedded.loop().schedule(0, loop -> {});

        assertEquals(0, embedded.idleNanosMax());
    }

    @Test
    void stopsWhenItsTimeIsOverAndForgetsNothing() {
        int count = 200;
        long[] clock = new long[1];
        AtomicInteger run = new AtomicInteger();
        for (int i = 0; i < count; i++) {
            embedded.engine().execute(loop -> {
                run.incrementAndGet();
                long startNanos = System.nanoTime();
                while (System.nanoTime() - startNanos < 100_000) {
                    clock[0]++;
                }
            });
        }

        embedded.doWork(1_000_000);
        int first = run.get();
        workUntil("all have run", () -> run.get() == count);

        assertTrue(first >= 1 && first <= 11, first + " tasks of 100 us in 1 ms");
        assertThrows(IllegalArgumentException.class, () -> embedded.doWork(0));
    }

    @Test
    void onlyMarksWhenAnotherThreadClosesIt() throws Exception {
        while (embedded.doWork() > 0) {
            assertFalse(embedded.isClosed());
        }

        elsewhere(() -> {
            embedded.engine().close();
            return true;
        });

        assertFalse(embedded.isClosed());
        assertEquals(1, wakes.get());
        workUntil("it has ended", embedded::isClosed);
        assertEquals(Submission.CLOSED, embedded.engine().execute(loop -> {}));
        assertTrue(embedded.engine().counters().get(Counter.TURNS) > 0);
        assertTrue(elsewhere(() -> embedded.engine().awaitClosed(0)));
    }

    @Test
    void onlyBeginsToCloseOnTheThreadThatDrives() {
        embedded.doWork();

        embedded.engine().close();

        assertFalse(embedded.isClosed());
        assertTrue(embedded.loop().isClosing());
    }

    @Test
    void endsAtOnceWhenItIsClosedBeforeAnybodyDrivesIt() throws Exception {
        AtomicInteger run = new AtomicInteger();
        embedded.engine().execute(loop -> run.incrementAndGet());

        elsewhere(() -> {
            embedded.engine().close();
            return true;
        });

        assertTrue(embedded.isClosed());
        assertEquals(1, run.get(), "the task was accepted");
        assertEquals(0, embedded.doWork());
        assertEquals(Long.MAX_VALUE, embedded.idleNanosMax());
    }

    @Test
    void survivesAWakeThatThrowsAndTellsOfIt() throws Exception {
        IllegalStateException thrown = new IllegalStateException("on purpose");
        EmbeddedEngine failing = EmbeddedEngine.create(config(), () -> Misuse.raise(thrown));
        while (failing.doWork() > 0) {
            assertFalse(failing.isClosed());
        }

        assertEquals(Submission.ACCEPTED, failing.engine().execute(loop -> {}));
        failing.doWork();

        assertEquals(List.of(thrown), errors);
        errors.clear();
        failing.engine().close();
        Await.until("it has ended", () -> "", () -> {
            failing.doWork();
            return failing.isClosed();
        });
        errors.clear();
    }

    @Test
    void leavesNothingBehindWhenItsPoolIsClosed() {
        WorkerPool closed = WorkerPool.start(1);
        closed.close();

        assertThrows(IllegalStateException.class, () -> EmbeddedEngine.create(config().workerPool(closed), () -> {}));
    }

    @Test
    @EnabledForJreRange(minVersion = 21, disabledReason = "there are no virtual threads before")
    void refusesAVirtualThread() throws Throwable {
        CompletableFuture<Throwable> refusal = new CompletableFuture<>();
        Runnable drive = () -> refusal.complete(assertThrows(IllegalStateException.class, embedded::doWork));

        Thread virtual = (Thread) MethodHandles.publicLookup()
                .findStatic(Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class))
                .invokeExact(drive);

        Throwable refused = Await.result("the virtual thread", virtual::toString, refusal);
        assertEquals("a virtual thread cannot drive an engine", refused.getMessage());
        assertNotSame(Thread.currentThread(), virtual);
    }
}
