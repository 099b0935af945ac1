package io.coxswain.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One direction of one connection: takes bytes from one socket and gives them to the other, as far as its {@link
 * Fault} lets them pass.
 *
 * <p><b>Threads.</b> The proxy's.
 *
 * <p><b>Limits.</b> One buffer; a source is not read while that is full.
 */
final class Pipe {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final long TICK_NANOS = 1_000_000;

    /** What a turn may come to that concerns the other direction too. */
    enum Verdict {
        /** This direction alone. */
        GO_ON,
        /** Both directions are to end. */
        TRUNCATED,
        /** The connection is to be reset. */
        RESET
    }

    private final SocketChannel source;
    private final SocketChannel sink;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).flip(); // between turns to be read from
    private Fault fault;
    private long passedBytes;
    private long readyNanos;
    private boolean sinkIsFull;
    private boolean sourceEnded;
    private boolean sinkEnded;
    private boolean struck;

    Pipe(SocketChannel source, SocketChannel sink, Fault fault) {
        this.source = source;
        this.sink = sink;
        this.fault = fault;
    }

    /** Sets another fault, which counts bytes from here on. */
    void arm(Fault next) {
        fault = next;
        passedBytes = 0;
        readyNanos = 0;
        struck = false;
    }

    /** Moves what can be moved now. */
    Verdict pump(long nowNanos) throws IOException {
        if (!buffer.hasRemaining() && !sourceEnded && mayRead()) {
            fill(nowNanos);
        }
        sinkIsFull = false;
        if (sinkEnded) {
            buffer.position(buffer.limit());
            return Verdict.GO_ON;
        }
        if (buffer.hasRemaining() && readyNanos - nowNanos <= 0) {
            drain(nowNanos);
        }
        if (isDue()) {
            return strike();
        }
        if (sourceEnded && !buffer.hasRemaining()) {
            endSink();
        }
        return Verdict.GO_ON;
    }

    private boolean mayRead() {
        return !(fault.kind() == Fault.Kind.STALL && struck);
    }

    private void fill(long nowNanos) throws IOException {
        buffer.clear();
        int count = source.read(buffer);
        buffer.flip();
        sourceEnded = count < 0;
        if (count > 0 && fault.kind() == Fault.Kind.DELAY) {
            struck = true;
            readyNanos = nowNanos + fault.amount();
        }
    }

    private void drain(long nowNanos) throws IOException {
        int bytesMax = bytesThatMayPass();
        if (bytesMax == 0) {
            return;
        }
        int limit = buffer.limit();
        buffer.limit(buffer.position() + Math.min(buffer.remaining(), bytesMax));
        passedBytes += sink.write(buffer);
        sinkIsFull = buffer.hasRemaining();
        buffer.limit(limit);
        if (fault.kind() == Fault.Kind.THROTTLE) {
            struck = true;
            readyNanos = nowNanos + TICK_NANOS;
        } else if (fault.kind() == Fault.Kind.SINGLE_BYTES) {
            struck = true;
        }
    }

    private int bytesThatMayPass() {
        if (fault.isAtOneByte()) {
            boolean isOver = struck && fault.kind() == Fault.Kind.FLIP;
            return isOver ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, fault.at() - passedBytes);
        }
        return switch (fault.kind()) {
            case SINGLE_BYTES -> 1;
            case THROTTLE -> (int) fault.amount();
            default -> Integer.MAX_VALUE;
        };
    }

    /** Whether the byte is next at which something happens. A flip needs the byte itself. */
    private boolean isDue() {
        return fault.isAtOneByte()
                && !struck
                && passedBytes == fault.at()
                && (fault.kind() != Fault.Kind.FLIP || buffer.hasRemaining());
    }

    private Verdict strike() throws IOException {
        struck = true;
        switch (fault.kind()) {
            case FLIP -> {
                int index = buffer.position();
                buffer.put(index, (byte) (buffer.get(index) ^ (1 << fault.amount())));
                // What is behind it goes out in the next turn, which comes at once.
            }
            case HALF_CLOSE -> endSink();
            case TRUNCATE -> {
                return Verdict.TRUNCATED;
            }
            case RESET -> {
                return Verdict.RESET;
            }
            default -> {
                // A stall: nothing is all that happens.
            }
        }
        return Verdict.GO_ON;
    }

    /** Ends this direction in order; what still comes is read and lost, so that the kernel makes no reset of it. */
    void endSink() throws IOException {
        if (!sinkEnded) {
            sinkEnded = true;
            sink.shutdownOutput();
        }
    }

    // ---- questions between turns ----

    boolean wantsRead() {
        return !sourceEnded && mayRead() && (sinkEnded || !buffer.hasRemaining());
    }

    boolean wantsWrite() {
        return !sinkEnded && sinkIsFull;
    }

    /** How long there is nothing to do, if no socket says otherwise; 0 for not at all. */
    long idleNanos(long nowNanos) {
        if (!buffer.hasRemaining() || sinkIsFull || sinkEnded || bytesThatMayPass() == 0) {
            return Long.MAX_VALUE;
        }
        return Math.max(0, readyNanos - nowNanos);
    }

    boolean isOver() {
        return sourceEnded && sinkEnded;
    }

    boolean hasStruck() {
        return struck;
    }

    @Override
    public String toString() {
        return fault + (struck ? ", struck, " : ", ") + passedBytes + " bytes passed, " + buffer.remaining() + " held"
                + (sourceEnded ? ", source ended" : "") + (sinkEnded ? ", sink ended" : "");
    }
}
