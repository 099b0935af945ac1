package io.coxswain.core;

import java.time.Instant;
import java.util.Locale;

/**
 * Says for people how an engine stands: its loop, its workers, and of every link what it waits for and who has which
 * half since when.
 *
 * <p>A sample is in {@code docs/observing.md}.
 *
 * <p><b>Threads.</b> {@link #text()}: the loop. {@link #textWithoutLoop}: any, of what any thread may read.
 */
final class EngineDump {
    private static final int LOOP_FRAMES_MAX = 40;
    private static final int WORKER_FRAMES_MAX = 12;

    private final Loop loop;
    private final EngineParts parts;
    private final StringBuilder out = new StringBuilder();

    EngineDump(Loop loop, EngineParts parts) {
        this.loop = loop;
        this.parts = parts;
    }

    // ---- on the loop ----

    /** All of it. */
    String text() {
        long nowNanos = parts.clock().refresh();
        describeEngine();
        describeTls();
        parts.workers().describe(out);
        loop.links().forEach(link -> describeLink(link, nowNanos));
        describeLedger();
        return out.toString();
    }

    private void describeEngine() {
        Counters counters = loop.counters();
        Counters.Gauges gauges = counters.gauges();
        long loopNanos = Math.max(1, gauges.loopBusyNanos() + gauges.loopIdleNanos());
        line(
                "engine of %s: %s, %d links, %d jobs out, %d errors",
                Thread.currentThread().getName(),
                loop.isClosing() ? "closing" : "open",
                gauges.openLinks(),
                gauges.jobsOut(),
                counters.get(Counter.APPLICATION_ERRORS));
        line(
                "  loop: %d %% busy so far, lag %s, %d stalls, %d links wait for their turn",
                100 * gauges.loopBusyNanos() / loopNanos,
                millis(gauges.loopLagNanos()),
                counters.get(Counter.STALLS),
                parts.turns().waitingCount());
        line("  offloading: %s, now %s", loop.offloadPolicy(), gauges.isOffloading() ? "to workers" : "not");
        line(
                "  buffers: %d bytes lent of %d held, at most %d",
                gauges.bufferBytesLent(),
                gauges.bufferBytesHeld(),
                parts.limits().engineBytesMax());
    }

    private void describeTls() {
        Counters counters = loop.counters();
        TlsCounters tls = counters.tls();
        long expiresMillis = tls.certificateExpiresEpochMillis();
        long completed = counters.get(Counter.HANDSHAKES_COMPLETED);
        if (tls.handshakesInProgress() + completed + counters.get(Counter.HANDSHAKES_FAILED) > 0) {
            line(
                    "  handshakes: %d in progress, %d of them waiting; %d completed, %d of them resumed; %d failed",
                    tls.handshakesInProgress(),
                    tls.handshakesWaiting(),
                    completed,
                    counters.get(Counter.HANDSHAKES_RESUMED),
                    counters.get(Counter.HANDSHAKES_FAILED));
        }
        if (expiresMillis != Long.MAX_VALUE) {
            line("  certificates: the first expires at %s", Instant.ofEpochMilli(expiresMillis));
        }
    }

    private void describeLedger() {
        BufferLedger ledger = parts.ledger();
        if (ledger != null) {
            line("buffers lent:");
            ledger.lines().forEach(text -> line("  %s", text));
        }
    }

    private void describeLink(Link link, long nowNanos) {
        line(
                "link %d: %s %s %s%s",
                link.id(),
                link.kind(),
                String.valueOf(link.remoteAddress()),
                link.life(),
                link.life().holds());
        LinkTls tls = link.tls();
        if (tls != null && link.life().isHandshaking()) {
            describeHandshake(link, tls, nowNanos);
            return;
        }
        if (tls != null) {
            line("  tls: %s", tls.handshake().agreed());
        }
        line(
                "  receiving: %s%s; last byte %s ago",
                link.reader().state(),
                holder(link.reader().half(), nowNanos),
                millis(nowNanos - link.lastReceivedNanos()));
        line(
                "  sending: %s%s; %d bytes queued; last byte taken %s ago",
                link.writer().state(),
                holder(link.writer().half(), nowNanos),
                link.queuedBytes(),
                millis(nowNanos - link.lastSentNanos()));
    }

    private void describeHandshake(Link link, LinkTls tls, long nowNanos) {
        LinkHandshake handshake = tls.handshake();
        line(
                "  handshake: %s %s ago, %s%s; %d bytes received, %d sent, %d queued",
                handshake.isAccepted() ? "accepted" : "dialed",
                millis(nowNanos - handshake.beganNanos()),
                handshake.state(),
                holder(handshake.job(), nowNanos),
                tls.receivedBytes(),
                tls.sentBytes(),
                link.queuedBytes());
    }

    private String holder(Job half, long nowNanos) {
        if (!half.isLent()) {
            return "";
        }
        String worker = parts.workers().holderOf(half);
        String where = half.mayLinger() ? " that waits for a worker or lingers with one" : " that waits for a worker";
        return (worker == null ? where : " on " + worker) + ", for " + millis(nowNanos - half.lentNanos());
    }

    // ---- any thread ----

    /**
     * What can be said when the loop does not answer: where it is instead.
     *
     * @param waitedNanos how long it was waited for
     */
    String textWithoutLoop(long waitedNanos) {
        Thread thread = parts.pulse().thread();
        if (thread == null) {
            line("the engine has not begun: nobody drives it");
            return out.toString();
        }
        boolean isInTurn = LoopPulse.isInTurn(parts.pulse().beat());
        line(
                "%s has not answered within %s: it is %s",
                thread.getName(), millis(waitedNanos), isInTurn ? "in a turn" : "not in a turn");
        describeStack(thread, LOOP_FRAMES_MAX);
        for (Thread worker : parts.workers().threads()) {
            line("%s", worker.getName());
            describeStack(worker, WORKER_FRAMES_MAX);
        }
        return out.toString();
    }

    private void describeStack(Thread thread, int framesMax) {
        StackTraceElement[] stack = thread.getStackTrace();
        for (int i = 0; i < Math.min(framesMax, stack.length); i++) {
            line("    at %s", stack[i]);
        }
    }

    private static String millis(long nanos) {
        // A worker may have stamped something since the loop looked at its clock.
        return String.format(Locale.ROOT, "%.1f ms", Math.max(0, nanos) / 1e6);
    }

    private void line(String format, Object... parameters) {
        out.append(String.format(Locale.ROOT, format, parameters)).append('\n');
    }
}
