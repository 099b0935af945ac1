package io.coxswain.core;

import io.coxswain.tls.TlsFailure;
import org.jspecify.annotations.Nullable;

/**
 * What happens seldom enough to be told one by one, for the JDK's flight recorder where there is one.
 *
 * <p>There is one for the process, since the recorder is too; the thread that an event comes from names the engine.
 *
 * <p><b>Threads.</b> Any. Loops call everything but {@link #stalled}, which a watchdog calls.
 */
interface EngineEvents {
    /** The recorder's, or nothing's if the runtime has no module {@code jdk.jfr}. */
    EngineEvents CHOSEN = ModuleLayer.boot().findModule("jdk.jfr").isPresent() ? new FlightEvents() : new NoEvents();

    /** A link is open. */
    void linkOpened(Link link);

    /** A link has ended. */
    void linkClosed(Link link, CloseReason reason);

    /**
     * A TLS handshake has ended.
     *
     * @param failure why TLS has failed; null with any other outcome
     * @param tookNanos from the socket's being connected
     */
    void handshakeEnded(Link link, HandshakeOutcome outcome, @Nullable TlsFailure failure, long tookNanos);

    /** The loop does itself what was meant for a worker. */
    void fellBack(Operation operation, FallbackReason reason);

    /** A turn of a loop does not end. */
    void stalled(Stall stall);

    /** Whether somebody wants to know now how long application code takes. */
    boolean isTimingCalls();

    /**
     * Application code is about to be called.
     *
     * @return what {@link #afterCall} wants back; null if nobody wants to know how long it takes
     */
    @Nullable
    Object beforeCall();

    /**
     * The application is back.
     *
     * @param before what {@link #beforeCall()} returned
     * @param what which code it was
     * @param link whose callback it was; null of a task or timer
     */
    void afterCall(@Nullable Object before, String what, @Nullable Link link);

    /** Where there is no recorder. */
    final class NoEvents implements EngineEvents {
        @Override
        public void linkOpened(Link link) {}

        @Override
        public void linkClosed(Link link, CloseReason reason) {}

        @Override
        public void handshakeEnded(Link link, HandshakeOutcome outcome, @Nullable TlsFailure failure, long tookNanos) {}

        @Override
        public void fellBack(Operation operation, FallbackReason reason) {}

        @Override
        public void stalled(Stall stall) {}

        @Override
        public boolean isTimingCalls() {
            return false;
        }

        @Override
        public @Nullable Object beforeCall() {
            return null;
        }

        @Override
        public void afterCall(@Nullable Object before, String what, @Nullable Link link) {}
    }
}
