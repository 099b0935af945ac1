package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what happens to one link, does what the test told it to, and checks what holds of every handler: the
 * order of calls that {@link LinkHandler} draws, all of them on the loop, none from inside another or from inside a
 * call that the test makes on the link.
 *
 * <p><b>Threads.</b> Set up by the test before the engine knows it; then the loop calls, and the test reads the events,
 * which are under a lock, and the counts.
 */
class RecordingHandler implements LinkHandler {
    /** Something to do with a link, by a test. */
    interface Step {
        void on(Link link);
    }

    /** Something to do with a frame, by a test. */
    interface FrameStep {
        void on(Link link, ByteBuffer frame);
    }

    /** Why a link ended. */
    record Ended(CloseReason reason, @Nullable Throwable cause) {}

    private static final Step NOTHING = link -> {};

    Step atOpen = NOTHING;
    FrameStep atFrame = (link, frame) -> {};
    Step atWritable = NOTHING;
    Step atInputEnd = NOTHING;
    Step atMalformed = NOTHING;
    Step atClose = NOTHING;
    boolean keepsOpen;

    final CountDownLatch opened = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    final AtomicLong frameCount = new AtomicLong();
    final AtomicLong frameBytes = new AtomicLong();
    final AtomicLong unwritableCount = new AtomicLong();
    volatile @Nullable Link link;
    private volatile @Nullable Ended end;

    private final List<String> events = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private boolean inside;
    private boolean inCall;

    /** A handler that sends every frame back. */
    static RecordingHandler echo() {
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> assertEquals(true, link.send(frame).isAccepted(), "echo refused");
        return handler;
    }

    @Override
    public void onOpen(Link opening) {
        link = opening;
        begin("open", opened.getCount() == 1);
        opened.countDown();
        run(() -> atOpen.on(opening));
    }

    @Override
    public void onFrame(Link receiving, ByteBuffer frame) {
        begin("frame", isOpen() && !has("inputEnd") && !has("malformed"));
        frameCount.incrementAndGet();
        frameBytes.addAndGet(frame.remaining());
        run(() -> atFrame.on(receiving, frame));
    }

    @Override
    public void onUnwritable(Link sending) {
        check(isOpen() && end == null && !inside && !inCall, "unwritable out of order");
        unwritableCount.incrementAndGet();
    }

    @Override
    public void onWritable(Link sending) {
        begin("writable", isOpen());
        run(() -> atWritable.on(sending));
    }

    @Override
    public boolean onInputEnd(Link receiving) {
        begin("inputEnd", isOpen() && !has("inputEnd") && !has("malformed"));
        run(() -> atInputEnd.on(receiving));
        return keepsOpen;
    }

    @Override
    public void onMalformed(Link receiving, CloseReason reason, String detail) {
        begin("malformed", isOpen() && !has("inputEnd") && !has("malformed"));
        run(() -> atMalformed.on(receiving));
    }

    @Override
    public void onClose(Link closing, CloseReason reason, @Nullable Throwable cause) {
        begin("close", true);
        end = new Ended(reason, cause);
        try {
            run(() -> atClose.on(closing));
        } finally {
            ended.countDown();
        }
    }

    private boolean isOpen() {
        return opened.getCount() == 0;
    }

    private synchronized void begin(String event, boolean inOrder) {
        check(inOrder, event + " out of order");
        check(end == null, event + " after close");
        check(!inside, event + " from inside another callback");
        check(!inCall, event + " from inside a call on the link");
        check(Thread.currentThread().getName().startsWith("cox-loop-"), event + " off the loop");
        if (!event.equals("frame") || !has("frame")) {
            events.add(event);
        }
    }

    private synchronized void check(boolean holds, String violation) {
        if (!holds) {
            violations.add(violation + ", after " + events);
        }
    }

    private void run(Runnable body) {
        inside = true;
        try {
            body.run();
        } finally {
            inside = false;
        }
    }

    /** Does something with the link from a task, during which no callback of it may come. On the loop. */
    void call(Step step) {
        Link target = link;
        assert target != null : "a call on a link that has not opened";
        inCall = true;
        try {
            step.on(target);
        } finally {
            inCall = false;
        }
    }

    synchronized boolean has(String event) {
        return events.contains(event);
    }

    /** What has been called, in order; {@code frame} at its first time only, everything else each time. */
    synchronized List<String> events() {
        return List.copyOf(events);
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** Waits for the first call. */
    Link awaitOpen() {
        Await.open("onOpen", this::toString, opened);
        Link opening = link;
        assert opening != null : "opened without a link";
        return opening;
    }

    /** Waits for the last call. */
    Ended awaitEnd() {
        Await.open("onClose", this::toString, ended);
        Ended known = end;
        assert known != null : "ended without a reason";
        return known;
    }

    /** Waits for the last call, and checks why it came. */
    @Nullable
    Throwable awaitEnd(CloseReason reason) {
        Ended known = awaitEnd();
        assertEquals(reason, known.reason(), () -> "with " + this);
        return known.cause();
    }

    void awaitFrames(long count) {
        Await.until(count + " frames", this::toString, () -> frameCount.get() >= count);
    }

    void awaitEvent(String event) {
        Await.until(event, this::toString, () -> has(event));
    }

    @Override
    public String toString() {
        return "events " + events() + ", " + frameCount + " frames of " + frameBytes + " bytes, " + link + ", " + end
                + ", violations " + violations();
    }
}
