package io.coxswain.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link that a {@link Monkey} plays with: sends frames that say whose they are and which, and checks
 * those that come.
 *
 * <pre>
 *      0          4              12           16                 length
 *      | length   | sender       | number     | pattern of both   |      little-endian; numbers from 0, none left out
 * </pre>
 *
 * <p>A frame whose sender is 0 is for everybody, and its number means nothing.
 *
 * <p><b>Threads.</b> The loop; violations for any.
 */
final class MonkeyEnd {
    static final int HEADER_BYTES = 16;

    /** Who knows whom, and what has gone wrong; one for each monkey. */
    static final class Registry {
        private final Map<Long, MonkeyEnd> ends = new LinkedHashMap<>();
        private final List<String> violations = new CopyOnWriteArrayList<>();
        private long lastId;
        long acceptedBytes;

        /** What has gone wrong so far. Any thread. */
        List<String> violations() {
            return violations;
        }

        /**
         * Checks, once all have ended, that nobody got more than was sent, and who had to get everything has got it.
         */
        void checkDelivered() {
            ends.values().forEach(MonkeyEnd::checkDelivered);
        }

        int wholeCount() {
            return (int)
                    ends.values().stream().filter(end -> end.hasGotEverything).count();
        }

        void violated(String what) {
            if (violations.size() < 20) {
                violations.add(what);
            }
        }
    }

    private final Registry registry;
    private final boolean isGuarded;
    private final long id;
    private final RecordingHandler handler = new RecordingHandler();
    private @Nullable MonkeyEnd sender;
    private int acceptedFrames;
    private int receivedFrames;
    private boolean throwsNext;
    private boolean isSpoilt;
    private boolean isFaulted;
    private boolean closesAtOnce;
    private boolean hasGotEverything;

    /**
     * Makes an end.
     *
     * @param isGuarded whether TLS keeps bits from being flipped unnoticed
     */
    MonkeyEnd(Registry registry, boolean isGuarded) {
        this.registry = registry;
        this.isGuarded = isGuarded;
        this.id = ++registry.lastId;
        registry.ends.put(id, this);
        handler.atFrame = this::onFrame;
    }

    RecordingHandler handler() {
        return handler;
    }

    /** The link, if it has opened and not ended. */
    @Nullable
    Link link() {
        return handler.ended.getCount() == 0 ? null : handler.link;
    }

    boolean hasEnded() {
        return handler.ended.getCount() == 0;
    }

    // ---- sending ----

    /** Sends a frame of so many bytes, if the link takes it. */
    void send(int bytes) {
        Link link = link();
        if (link != null) {
            ByteBuffer frame = fill(ByteBuffer.allocate(bytes), id, acceptedFrames);
            account(link.send(frame.flip(), 1).isAccepted(), bytes);
        }
    }

    /** The same, in place; or changes its mind. */
    void sendInPlace(int bytes, boolean aborts) {
        Link link = link();
        ByteBuffer claim = link == null ? null : link.tryClaim(bytes);
        if (claim == null) {
            return;
        }
        ByteBuffer room = claim.duplicate();
        room.limit(room.position() + bytes);
        fill(room, id, acceptedFrames);
        claim.position(claim.position() + bytes);
        if (aborts) {
            Objects.requireNonNull(link).abort();
        } else {
            account(Objects.requireNonNull(link).commit(1).isAccepted(), bytes);
        }
    }

    /** Sends a frame that others send too. */
    void send(SharedMessage message, int bytes) {
        Link link = link();
        if (link != null && link.send(message, 1).isAccepted()) {
            registry.acceptedBytes += bytes;
        }
    }

    private void account(boolean accepted, int bytes) {
        if (accepted) {
            acceptedFrames++;
            registry.acceptedBytes += bytes;
        }
    }

    static ByteBuffer fill(ByteBuffer room, long id, int number) {
        int start = room.position();
        int bytes = room.remaining();
        room.order(ByteOrder.LITTLE_ENDIAN).putInt(bytes).putLong(id).putInt(number);
        for (int i = HEADER_BYTES; i < bytes; i++) {
            room.put(start + i, pattern(id, number, i));
        }
        return room.position(start + bytes);
    }

    private static byte pattern(long id, int number, int index) {
        return (byte) (id * 31 + number * 7L + index);
    }

    // ---- receiving ----

    private void onFrame(Link link, ByteBuffer frame) {
        if (throwsNext) {
            throwsNext = false;
            throw new IllegalStateException("a monkey's handler throws");
        }
        int bytes = frame.remaining();
        int start = frame.position();
        ByteBuffer view = frame.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long from = view.getLong(start + 4);
        int number = view.getInt(start + 12);
        int expectedNumber = receivedFrames;
        boolean isRight = view.getInt(start) == bytes && (from == 0 || isNext(from, number));
        int wrongIndex = indexOfWrong(view, from, number);
        if ((!isRight || wrongIndex < bytes) && !isSpoilt) {
            registry.violated(this + " got frame " + number + " of " + from + " with " + bytes
                    + " bytes, wrong from byte " + wrongIndex + " on, in place of " + expectedNumber + " of " + sender);
        }
    }

    /** Where the pattern of a frame is not what it should be, from the beginning; its length if it is. */
    private static int indexOfWrong(ByteBuffer view, long from, int number) {
        int index = HEADER_BYTES;
        while (index < view.remaining() && view.get(view.position() + index) == pattern(from, number, index)) {
            index++;
        }
        return index;
    }

    private boolean isNext(long from, int number) {
        if (sender == null) {
            sender = registry.ends.get(from);
        }
        return sender != null && sender.id == from && number == receivedFrames++;
    }

    /** What was sent, by an end that closed in order, must have come, where nothing was in the way. */
    private void checkDelivered() {
        MonkeyEnd from = sender;
        if (from == null || isSpoilt || from.isSpoilt) {
            return;
        }
        boolean isWhole = !isFaulted
                && !from.isFaulted
                && from.handler.awaitEnd().reason() == CloseReason.LOCAL
                && !from.closesAtOnce
                && handler.awaitEnd().reason() == CloseReason.PEER_CLOSED;
        hasGotEverything = isWhole && receivedFrames == from.acceptedFrames;
        if (receivedFrames > from.acceptedFrames || (isWhole && !hasGotEverything)) {
            registry.violated(this + " has not got all of " + from);
        }
    }

    // ---- what the monkey does ----

    void closeNow() {
        Link link = link();
        if (link != null) {
            closesAtOnce = true;
            link.closeNow();
        }
    }

    /**
     * Learns what a proxy between the ends does from now on.
     *
     * @param isHarmful whether it does more than take its time
     * @param flips whether it flips bits, or has, which only TLS would notice
     */
    void fault(boolean isHarmful, boolean flips) {
        isFaulted |= isHarmful;
        isSpoilt |= flips && !isGuarded;
    }

    void throwAtNextFrame() {
        throwsNext = true;
    }

    @Override
    public String toString() {
        return "end " + id + " (" + acceptedFrames + " sent, " + receivedFrames + " received, " + handler + ")";
    }
}
