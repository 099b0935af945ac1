package io.coxswain.core;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread of an application that drives an {@link EmbeddedEngine}: it calls {@code doWork} until the engine has ended,
 * and sleeps for a moment whenever there is nothing to do. A test of engines runs on such a one by overriding
 * {@link EngineSpec#launch}.
 */
final class EmbeddedThread {
    /** As often as this it looks at the sockets. */
    private static final long SLEEP_NANOS_MAX = 200_000;

    /** Short, so that turns are cut in the middle. */
    private static final long WORK_NANOS_MAX = 20_000;

    private final EmbeddedEngine embedded;
    private final Thread thread;

    private EmbeddedThread(EngineConfig config) throws IOException {
        Thread[] made = new Thread[1];
        this.embedded = EmbeddedEngine.create(config, () -> LockSupport.unpark(made[0]));
        this.thread = new Thread(this::drive, "cox-loop-embedded");
        thread.setDaemon(true);
        made[0] = thread;
    }

    private void drive() {
        while (!embedded.isClosed()) {
            if (embedded.doWork(WORK_NANOS_MAX) == 0) {
                LockSupport.parkNanos(Math.min(embedded.idleNanosMax(), SLEEP_NANOS_MAX));
            }
        }
    }

    /** Starts an engine as {@link Engine#start} does. */
    static Engine launch(EngineConfig config, LoopTask onStart) throws IOException {
        EmbeddedThread made = new EmbeddedThread(config);
        made.thread.start();
        CompletableFuture<Boolean> started = new CompletableFuture<>();
        made.embedded.engine().execute(loop -> {
            try {
                onStart.run(loop);
                started.complete(true);
            } catch (Throwable thrown) {
                loop.close();
                started.completeExceptionally(thrown);
            }
        });
        try {
            started.get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException("onStart failed: " + e.getMessage(), e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IOException("not started", e);
        }
        return made.embedded.engine();
    }
}
