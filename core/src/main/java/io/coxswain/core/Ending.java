package io.coxswain.core;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.List;

/**
 * How an engine ends once its links have, or once its loop has failed: in steps that do not block, for a thread that
 * may have other things to do in between.
 *
 * <pre>
 *      BEGIN ---&gt; JOBS ---&gt; WORKERS ---&gt; OVER
 * </pre>
 *
 * <p>The engine leaves its workers in this order: it stops dispatching, takes its own jobs back, waits until none is
 * out, and leaves the pool. Only workers of its own end with it.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> A job that does not come back (a framing that never returns) is waited for
 * {@value #STEP_NANOS_MAX} ns; its link is then closed under it, and its segment stays lost.
 */
final class Ending {
    /** How long each of the two steps that wait may take. */
    static final long STEP_NANOS_MAX = 1_000_000_000;

    private enum Step {
        /** Nothing has been done yet. */
        BEGIN,
        /** No more jobs go out; those that are out are awaited. */
        JOBS,
        /** The pool has been left; threads of its own are awaited. */
        WORKERS,
        /** Everything is closed. */
        OVER
    }

    private final Loop loop;
    private final EngineParts parts;
    private final DutyCycle cycle;
    private final Selector selector;
    private Step step = Step.BEGIN;
    private long deadlineNanos;

    /** A piece of the end, which may fail without keeping the others from being done. */
    private interface Piece {
        void run() throws IOException;
    }

    Ending(Loop loop, EngineParts parts, DutyCycle cycle, Selector selector) {
        this.loop = loop;
        this.parts = parts;
        this.cycle = cycle;
        this.selector = selector;
    }

    /**
     * Goes as far as it goes without waiting.
     *
     * @return whether the engine has ended
     */
    boolean advance() {
        Step before;
        do {
            before = step;
            go();
        } while (step != before);
        return step == Step.OVER;
    }

    private void go() {
        switch (step) {
            case BEGIN -> {
                attempt(loop::close);
                attempt(() -> loop.links().forEach(link -> link.life().closeNow(CloseReason.ENGINE_CLOSED, null)));
                parts.workers().stopDispatching();
                parts.watchdog().stop();
                enter(Step.JOBS);
            }
            case JOBS -> {
                attempt(cycle::bringJobsHome);
                if (parts.dispatcher().jobsOut() == 0 || isLate()) {
                    parts.workers().leave();
                    enter(Step.WORKERS);
                }
            }
            case WORKERS -> {
                if ((parts.workers().threads().isEmpty() && !parts.watchdog().isAlive()) || isLate()) {
                    finish();
                    enter(Step.OVER);
                }
            }
            case OVER -> {}
        }
    }

    private void enter(Step next) {
        assert next.compareTo(step) > 0 : "from " + step + " to " + next;
        step = next;
        deadlineNanos = parts.clock().refresh() + STEP_NANOS_MAX;
    }

    private boolean isLate() {
        return parts.clock().refresh() - deadlineNanos >= 0;
    }

    private void finish() {
        attempt(cycle::bringJobsHome);
        reportLostJobs();
        attempt(() -> loop.links().forEach(link -> link.life().abandon()));
        attempt(cycle::endMailbox);
        attempt(this::reportLeaks);
        attempt(selector::close);
    }

    private void reportLostJobs() {
        int jobsOut = parts.dispatcher().jobsOut();
        List<String> names =
                parts.workers().threads().stream().map(Thread::getName).toList();
        if (jobsOut > 0 || !names.isEmpty()) {
            loop.onApplicationError(
                    "closing the engine",
                    new IllegalStateException(
                            jobsOut + " jobs have not come back: a worker is still inside a framing " + names));
        }
    }

    /** Buffers that nobody has returned: an application's own, or of a job that has not come back. */
    private void reportLeaks() {
        long lentBytes = parts.pool().lentBytes();
        if (lentBytes == 0) {
            return;
        }
        BufferLedger ledger = parts.ledger();
        String detail = ledger == null
                ? "; EngineConfig.debug(true) names who has them"
                : ": " + String.join("; ", ledger.lines());
        Throwable leak = new IllegalStateException(lentBytes + " bytes of buffers have not been returned" + detail);
        if (ledger != null) {
            ledger.origins().forEach(leak::addSuppressed);
        }
        loop.onApplicationError("closing the engine", leak);
    }

    private void attempt(Piece piece) {
        try {
            piece.run();
        } catch (Throwable thrown) {
            // Whatever it is, the rest has to be closed too.
            loop.onApplicationError("ending the engine", thrown);
        }
    }
}
