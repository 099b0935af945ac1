package io.coxswain.core;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Calls a link's handler, and keeps what it throws from reaching the loop.
 *
 * <p>Whatever a callback throws, {@link Error}s included, closes that link with {@link CloseReason#HANDLER_FAILED}; the
 * policy is {@link ErrorHandler}'s.
 *
 * <p><b>Threads.</b> The loop.
 */
final class LinkCallbacks {
    private static final EngineEvents EVENTS = EngineEvents.CHOSEN;

    private final Link link;
    private final Loop loop;
    private @Nullable LinkHandler handler;

    LinkCallbacks(Link link, Loop loop, @Nullable LinkHandler handler) {
        this.link = link;
        this.loop = loop;
        this.handler = handler;
    }

    /** Asks the acceptor for the handler of an accepted link. */
    void acceptWith(LinkAcceptor acceptor) {
        Object before = enter();
        try {
            handler = Objects.requireNonNull(acceptor.accept(link), "the LinkAcceptor returned null");
        } catch (Throwable thrown) {
            onThrown(thrown);
        }
        leave(before, "accept");
    }

    void onOpen() {
        LinkHandler target = handler;
        if (target == null) {
            return;
        }
        Object before = enter();
        try {
            target.onOpen(link);
        } catch (Throwable thrown) {
            onThrown(thrown);
        }
        leave(before, "onOpen");
    }

    /** Whether the frames of a delivery that begins now are to go through {@link #onTimedFrame}. */
    boolean isTimingFrames() {
        return EVENTS.isTimingCalls();
    }

    /** As {@link #onFrame}, for a recorder that wants to know how long the handler takes. */
    void onTimedFrame(ByteBuffer frame) {
        Object before = EVENTS.beforeCall();
        onFrame(frame);
        EVENTS.afterCall(before, "onFrame", link);
    }

    /** The caller has entered the link already, once for all frames of a delivery. */
    void onFrame(ByteBuffer frame) {
        LinkHandler target = handler;
        assert target != null && link.life().holds().isInside() : "a frame for a link without a handler";
        try {
            target.onFrame(link, frame);
        } catch (Throwable thrown) {
            onThrown(thrown);
        }
        link.writer().checkClaimClosed();
    }

    void onUnwritable() {
        LinkHandler target = handler;
        if (target == null) {
            return;
        }
        Object before = enter();
        try {
            target.onUnwritable(link);
        } catch (Throwable thrown) {
            onThrown(thrown);
        }
        leave(before, "onUnwritable");
    }

    void onWritable() {
        LinkHandler target = handler;
        if (target == null) {
            return;
        }
        Object before = enter();
        try {
            target.onWritable(link);
        } catch (Throwable thrown) {
            onThrown(thrown);
        }
        leave(before, "onWritable");
    }

    /** Whether the application keeps the sending half open. */
    boolean onInputEnd() {
        LinkHandler target = handler;
        if (target == null) {
            return false;
        }
        boolean keepOpen = false;
        Object before = enter();
        try {
            keepOpen = target.onInputEnd(link);
        } catch (Throwable thrown) {
            onThrown(thrown);
        }
        leave(before, "onInputEnd");
        return keepOpen;
    }

    void onMalformed(CloseReason reason, String detail) {
        LinkHandler target = handler;
        if (target == null) {
            return;
        }
        Object before = enter();
        try {
            target.onMalformed(link, reason, detail);
        } catch (Throwable thrown) {
            onThrown(thrown);
        }
        leave(before, "onMalformed");
    }

    /** The last call; there is no link left to close for what it throws. */
    void onClose(CloseReason reason, @Nullable Throwable cause) {
        LinkHandler target = handler;
        if (target == null) {
            return;
        }
        Object before = EVENTS.beforeCall();
        try {
            target.onClose(link, reason, cause);
        } catch (Throwable thrown) {
            loop.onThrown("onClose of " + link, thrown);
        }
        EVENTS.afterCall(before, "onClose", link);
    }

    /** What the framing has to say for people; a framing that throws here says that instead. */
    String describeFailure(ReceivingHalf half) {
        try {
            return half.describeFailure();
        } catch (Throwable thrown) {
            loop.onApplicationError("describeFailure of the framing of " + link, thrown);
            return "malformed frame";
        }
    }

    /** The loop goes into the application; what it returns goes to {@link #leave}. */
    private @Nullable Object enter() {
        link.life().holds().enter();
        return EVENTS.beforeCall();
    }

    /** The loop is back, and nothing of the link is used after this. */
    private void leave(@Nullable Object before, String what) {
        EVENTS.afterCall(before, what, link);
        link.life().leave();
    }

    private void onThrown(Throwable thrown) {
        loop.counts().increment(Counter.APPLICATION_ERRORS);
        loop.endIfStruck(thrown);
        link.life().closeNow(CloseReason.HANDLER_FAILED, thrown);
    }
}
