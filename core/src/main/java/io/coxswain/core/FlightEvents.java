package io.coxswain.core;

import io.coxswain.tls.Negotiated;
import io.coxswain.tls.TlsAlert;
import io.coxswain.tls.TlsFailure;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * Events for the JDK's flight recorder; loaded only where that is there.
 *
 * <p>Each begins by asking whether the process has ever recorded: the first event object brings the whole recorder up,
 * a hundred classes and some 100 ms. Then by asking an instance kept for it whether anybody records that event: made
 * first and asked afterwards, an event takes a time stamp, 40 ns, from the first recording of the process on, even when
 * that is over.
 *
 * <p><b>Threads.</b> As in {@link EngineEvents}.
 */
@SuppressForbidden("The flight recorder is a module of the JDK; where it is missing, this class is not loaded.")
final class FlightEvents implements EngineEvents {
    /** One instance of each event, to ask. */
    @SuppressForbidden("As the class around it.")
    private static final class Kept {
        static final LinkOpened LINK_OPENED = new LinkOpened();
        static final LinkClosed LINK_CLOSED = new LinkClosed();
        static final Handshake HANDSHAKE = new Handshake();
        static final Fallback FALLBACK = new Fallback();
        static final LoopStall LOOP_STALL = new LoopStall();
        static final SlowCallback SLOW_CALLBACK = new SlowCallback();
    }

    /** A link is open. */
    @Name("io.coxswain.LinkOpened")
    @Label("Link Opened")
    @Category("Coxswain")
    @StackTrace(false)
    @SuppressForbidden("As the class around it.")
    static final class LinkOpened extends Event {
        @Label("Link")
        long link;

        @Label("Kind")
        String kind = "";

        @Label("Remote Address")
        String remoteAddress = "";
    }

    /** A link has ended, and why. */
    @Name("io.coxswain.LinkClosed")
    @Label("Link Closed")
    @Category("Coxswain")
    @StackTrace(false)
    @SuppressForbidden("As the class around it.")
    static final class LinkClosed extends Event {
        @Label("Link")
        long link;

        @Label("Remote Address")
        String remoteAddress = "";

        @Label("Reason")
        String reason = "";

        @Label("Received")
        @DataAmount
        long receivedBytes;

        @Label("Sent")
        @DataAmount
        long sentBytes;
    }

    /** A TLS handshake has ended, and how. */
    @Name("io.coxswain.Handshake")
    @Label("TLS Handshake")
    @Description("A TLS handshake has ended, well or not")
    @Category("Coxswain")
    @StackTrace(false)
    @SuppressForbidden("As the class around it.")
    static final class Handshake extends Event {
        @Label("Link")
        long link;

        @Label("Remote Address")
        String remoteAddress = "";

        @Label("Accepted")
        @Description("Whether the peer has connected to us")
        boolean accepted;

        @Label("Outcome")
        String outcome = "";

        @Label("Took")
        @Timespan(Timespan.NANOSECONDS)
        long tookNanos;

        @Label("Protocol")
        @Description("Empty unless it has completed, as the two that follow")
        String protocol = "";

        @Label("Cipher Suite")
        String cipherSuite = "";

        @Label("Resumed")
        boolean resumed;

        @Label("Failure")
        @Description("Empty unless TLS has failed")
        String failure = "";

        @Label("Alert")
        @Description("Sent, or received if that is the failure; empty if none is known")
        String alert = "";
    }

    /** The loop did itself what was meant for a worker. */
    @Name("io.coxswain.Fallback")
    @Label("Fallback")
    @Description("The loop did an operation itself that was meant for a worker; there may be very many")
    @Category("Coxswain")
    @Enabled(false)
    @StackTrace(false)
    @SuppressForbidden("As the class around it.")
    static final class Fallback extends Event {
        @Label("Operation")
        String operation = "";

        @Label("Reason")
        String reason = "";
    }

    /** A turn of a loop does not end. */
    @Name("io.coxswain.LoopStall")
    @Label("Loop Stall")
    @Description("A turn of a loop did not end in time; the event comes from the watchdog")
    @Category("Coxswain")
    @StackTrace(false)
    @SuppressForbidden("As the class around it.")
    static final class LoopStall extends Event {
        @Label("Loop")
        String loop = "";

        @Label("So Far")
        @Timespan(Timespan.NANOSECONDS)
        long soFarNanos;

        @Label("Stack")
        String stack = "";
    }

    /** Application code has held up the loop. */
    @Name("io.coxswain.SlowCallback")
    @Label("Slow Callback")
    @Description("Application code that held up the loop")
    @Category("Coxswain")
    @Threshold("20 ms")
    @StackTrace(false)
    @SuppressForbidden("As the class around it.")
    static final class SlowCallback extends Event {
        @Label("Callback")
        String callback = "";

        @Label("Link")
        @Description("0 for a task or a timer")
        long link;
    }

    @Override
    public void linkOpened(Link link) {
        if (FlightRecorder.isInitialized() && Kept.LINK_OPENED.isEnabled()) {
            LinkOpened event = new LinkOpened();
            event.link = link.id();
            event.kind = link.kind().name();
            event.remoteAddress = String.valueOf(link.remoteAddress());
            event.commit();
        }
    }

    @Override
    public void linkClosed(Link link, CloseReason reason) {
        if (FlightRecorder.isInitialized() && Kept.LINK_CLOSED.isEnabled()) {
            LinkClosed event = new LinkClosed();
            event.link = link.id();
            event.remoteAddress = String.valueOf(link.remoteAddress());
            event.reason = reason.name();
            event.receivedBytes = link.reader().half().progress().totalBytes();
            event.sentBytes = link.writer().progress().totalBytes();
            event.commit();
        }
    }

    @Override
    public void handshakeEnded(Link link, HandshakeOutcome outcome, @Nullable TlsFailure failure, long tookNanos) {
        if (FlightRecorder.isInitialized() && Kept.HANDSHAKE.isEnabled()) {
            Handshake event = new Handshake();
            event.link = link.id();
            event.remoteAddress = String.valueOf(link.remoteAddress());
            LinkTls tls = link.tls();
            event.accepted = tls != null && tls.handshake().isAccepted();
            event.outcome = outcome.name();
            event.tookNanos = tookNanos;
            Negotiated negotiated = link.negotiated();
            if (negotiated != null) {
                event.protocol = negotiated.protocol();
                event.cipherSuite = negotiated.cipherSuite();
                event.resumed = negotiated.isResumed();
            }
            if (failure != null) {
                TlsAlert alert = failure.alert();
                event.failure = failure.reason().name();
                event.alert = alert == null ? "" : alert.name();
            }
            event.commit();
        }
    }

    @Override
    public void fellBack(Operation operation, FallbackReason reason) {
        if (FlightRecorder.isInitialized() && Kept.FALLBACK.isEnabled()) {
            Fallback event = new Fallback();
            event.operation = operation.name();
            event.reason = reason.name();
            event.commit();
        }
    }

    @Override
    public void stalled(Stall stall) {
        if (FlightRecorder.isInitialized() && Kept.LOOP_STALL.isEnabled()) {
            LoopStall event = new LoopStall();
            event.loop = stall.threadName();
            event.soFarNanos = stall.nanos();
            event.stack = stall.stack().stream().map(String::valueOf).collect(Collectors.joining("\n"));
            event.commit();
        }
    }

    @Override
    public boolean isTimingCalls() {
        return FlightRecorder.isInitialized() && Kept.SLOW_CALLBACK.isEnabled();
    }

    @Override
    public @Nullable Object beforeCall() {
        if (!isTimingCalls()) {
            return null;
        }
        SlowCallback event = new SlowCallback();
        event.begin();
        return event;
    }

    @Override
    public void afterCall(@Nullable Object before, String what, @Nullable Link link) {
        if (before instanceof SlowCallback event) {
            event.end();
            if (event.shouldCommit()) {
                event.callback = what;
                event.link = link == null ? 0 : link.id();
                event.commit();
            }
        }
    }
}
