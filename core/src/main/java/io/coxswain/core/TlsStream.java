package io.coxswain.core;

import io.coxswain.tls.Negotiated;
import io.coxswain.tls.TlsBuffer;
import io.coxswain.tls.TlsFailure;
import io.coxswain.tls.TlsMachine;
import io.coxswain.tls.TlsTerms;
import io.coxswain.tls.TlsVerdict;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * TLS on one socket, as {@link TlsPassage} offers it to the halves of a link: plaintext on their side, ciphertext on
 * its.
 *
 * <pre>
 *      ReceivingHalf &lt;-- read ---- TlsMachine &lt;-- INBOUND buffer  &lt;-- socket
 *      SendingHalf   --- write --&gt; TlsMachine --&gt; OUTBOUND buffer --&gt; socket
 * </pre>
 *
 * <p>Bytes count as written when the socket has taken the last byte of their record, and not when they are encrypted.
 * So the loop keeps its accounts as for a plain link, and a socket that is full shows in the same way: a write that
 * took less than it was given. The bytes that are encrypted and not yet written are skipped at the beginning of the
 * next write, which is given them again.
 *
 * <p><b>Threads.</b> The holder of the link's lease: a worker inside a job, the loop otherwise. There is one lease for
 * both halves ({@link LinkTls}), because an engine wraps and unwraps one after the other anyway. While a job is out the
 * loop calls nothing here.
 *
 * <p><b>Limits.</b> No buffer of its own: {@link TlsPassage} attaches and detaches them.
 *
 * <p><b>Errors.</b> What the peer does wrong is a {@link TlsException}, after all bytes that came before it were read.
 */
final class TlsStream {
    /** Where the handshake stands after a step. */
    enum Step {
        /** The socket has nothing to read. */
        AWAITS_BYTES,
        /** The socket takes no more. */
        AWAITS_ROOM,
        /** A buffer is missing; see {@link #missing()}. */
        AWAITS_BUFFER,
        /** It is over, and application bytes may pass. */
        FINISHED,
        /** It has failed; see {@link #failure()}. */
        FAILED,
        /** The peer was gone before anything was done for it. */
        LEFT
    }

    private final ReadableByteChannel source;
    private final GatheringByteChannel sink;
    private final TlsMachine machine;
    private final boolean accepts;

    // ---- the holder of the lease ----
    private boolean hasHeard;
    private boolean inputEnded;
    private boolean filledRoom;
    private boolean failureTold;
    private boolean endsOutput;
    private boolean outputClosed;
    private TlsVerdict lastRead = TlsVerdict.NEED_MORE;
    private TlsVerdict lastWrite = TlsVerdict.DONE;
    private boolean hasRead;
    private boolean readSome;
    private @Nullable IOException readError;
    private long receivedBytes;
    private long sentBytes;
    private long wrappedBytes;

    /**
     * Puts a machine in front of a socket.
     *
     * @param accepts whether the peer has connected to us, and so speaks first
     */
    TlsStream(ReadableByteChannel source, GatheringByteChannel sink, TlsMachine machine, boolean accepts) {
        this.source = source;
        this.sink = sink;
        this.machine = machine;
        this.accepts = accepts;
    }

    // ---- the handshake ----

    /** TLS as these links have it, for one that was accepted; null if they have none. */
    static @Nullable TlsStream accepting(LinkConfig config, SocketChannel channel) {
        TlsTerms terms = config.tls();
        return terms == null ? null : new TlsStream(channel, channel, terms.accept(), true);
    }

    /** TLS as these links have it, for one that connects to an address; null if they have none. */
    static @Nullable TlsStream dialing(LinkConfig config, SocketChannel channel, SocketAddress address) {
        TlsTerms terms = config.tls();
        if (terms == null) {
            return null;
        }
        boolean hasHost = address instanceof InetSocketAddress;
        // Not getHostName(), which may ask a name service, and blocks.
        String host = hasHost ? ((InetSocketAddress) address).getHostString() : "localhost";
        int port = hasHost ? ((InetSocketAddress) address).getPort() : 0;
        return new TlsStream(channel, channel, terms.dial(host, port), false);
    }

    /** Whether the peer connected to us. */
    boolean accepts() {
        return accepts;
    }

    /** Goes on with the handshake until it lacks something or is over. */
    Step stepHandshake() throws IOException {
        Step step = null;
        while (step == null) {
            step = switch (machine.handshake()) {
                case NEED_MORE -> hear();
                case WANT_WRITE -> writeOutput() ? null : Step.AWAITS_ROOM;
                case NEED_BUFFER -> Step.AWAITS_BUFFER;
                case FINISHED -> finished();
                case FAILED -> failed();
                case DONE, OUTPUT_FULL, CLOSED -> throw new IllegalStateException("no verdict of a handshake");
            };
        }
        return step;
    }

    private @Nullable Step hear() throws IOException {
        if (receive() == 0) {
            return Step.AWAITS_BYTES;
        }
        if (accepts && !hasHeard) {
            hasHeard = true;
            // An engine costs a millisecond. A peer that has given up meanwhile has left its end right behind its first
            // message.
            receive();
            return inputEnded ? Step.LEFT : null;
        }
        return null;
    }

    private Step finished() throws IOException {
        writeOutput();
        return Step.FINISHED;
    }

    private Step failed() {
        failureTold = true;
        try {
            writeOutput();
        } catch (IOException e) {
            // The alert does not reach a peer that has gone; the link ends for what it failed with.
            assert machine.failure() != null;
        }
        return Step.FAILED;
    }

    // ---- reading ----

    /** As {@link ReadableByteChannel#read}. */
    int read(ByteBuffer target) throws IOException {
        if (failureTold) {
            // Nothing that comes now means anything; the link reads it away until the peer's end.
            return source.read(target);
        }
        if (readError != null) {
            throw readError;
        }
        hasRead = true;
        int start = target.position();
        boolean mayReceive = !inputEnded;
        lastRead = machine.unwrap(target);
        while (lastRead == TlsVerdict.NEED_MORE && mayReceive && receiveAfter(target.position() > start) != 0) {
            // A short read means that the socket is empty: asking it again would cost a call for nothing.
            mayReceive = filledRoom && !inputEnded;
            lastRead = machine.unwrap(target);
        }
        readSome = target.position() > start;
        if (!readSome && lastRead == TlsVerdict.FAILED) {
            failureTold = true;
            throw new TlsException(failure());
        }
        return !readSome && lastRead == TlsVerdict.CLOSED ? -1 : target.position() - start;
    }

    /**
     * As {@link #receive()}; behind bytes that are decrypted already, a failure of the socket waits for the next read.
     */
    private int receiveAfter(boolean hasSome) throws IOException {
        try {
            return receive();
        } catch (IOException e) {
            if (!hasSome) {
                throw e;
            }
            readError = e;
            return 0;
        }
    }

    /** Reads the socket once; returns 0 if it had nothing, and anything else if a step may go on. */
    private int receive() throws IOException {
        if (inputEnded) {
            return 0;
        }
        ByteBuffer room = machine.receiveBuffer();
        if (!room.hasRemaining()) {
            return 0;
        }
        int count = source.read(room);
        filledRoom = !room.hasRemaining();
        receivedBytes += Math.max(0, count);
        if (count < 0) {
            inputEnded = true;
            machine.endInput();
        }
        return count;
    }

    // ---- writing ----

    /** As {@link GatheringByteChannel#write(ByteBuffer)}. */
    int write(ByteBuffer message) throws IOException {
        return (int) write(new ByteBuffer[] {message}, 0, 1);
    }

    /** As {@link GatheringByteChannel#write(ByteBuffer[], int, int)}. */
    long write(ByteBuffer[] messages, int index, int count) throws IOException {
        if (machine.failure() != null) {
            // Nothing of the application goes out any more, only the alert.
            wrappedBytes = 0;
        }
        skip(messages, index, count, wrappedBytes);
        if (endsOutput && !outputClosed) {
            outputClosed = true;
            machine.closeOutput();
        }
        long doneBytes = 0;
        boolean hasRoom = writeOutput();
        lastWrite = TlsVerdict.WANT_WRITE;
        while (hasRoom && lastWrite == TlsVerdict.WANT_WRITE) {
            doneBytes += wrappedBytes;
            wrappedBytes = 0;
            long before = remaining(messages, index, count);
            lastWrite = machine.wrap(messages, index, count);
            wrappedBytes = before - remaining(messages, index, count);
            hasRoom = writeOutput();
        }
        if (hasRoom) {
            doneBytes += wrappedBytes;
            wrappedBytes = 0;
        }
        if (lastWrite == TlsVerdict.FAILED && doneBytes == 0 && !failureTold) {
            failureTold = true;
            throw new TlsException(failure());
        }
        if (lastWrite == TlsVerdict.CLOSED && doneBytes == 0 && remaining(messages, index, count) > 0) {
            throw new IOException("the peer has ended TLS, and with it our direction: TLS 1.2 has no half-close");
        }
        return doneBytes;
    }

    private static void skip(ByteBuffer[] messages, int index, int count, long bytes) {
        long left = bytes;
        for (int i = index; i < index + count && left > 0; i++) {
            int skipped = (int) Math.min(left, messages[i].remaining());
            messages[i].position(messages[i].position() + skipped);
            left -= skipped;
        }
        assert left == 0 : left + " encrypted bytes were not offered again";
    }

    private static long remaining(ByteBuffer[] messages, int index, int count) {
        long bytes = 0;
        for (int i = index; i < index + count; i++) {
            bytes += messages[i].remaining();
        }
        return bytes;
    }

    /** Writes ciphertext, and says whether the socket took all of it. */
    private boolean writeOutput() throws IOException {
        ByteBuffer output = machine.sendBuffer();
        if (output.hasRemaining()) {
            sentBytes += sink.write(output);
        }
        return !output.hasRemaining();
    }

    // ---- how it stands, and its buffers: for TlsPassage, between two steps ----

    /** Makes the next write end our direction. */
    void endOutput() {
        endsOutput = true;
    }

    /** Whether a write has something to do even without bytes of the application. */
    boolean hasOutput() {
        return machine.hasOutput() || machine.wantsWrap() || (endsOutput && !outputClosed && !failureTold);
    }

    /** Whether a read would find something without the socket. */
    boolean hasInput() {
        if (failureTold) {
            return false;
        }
        if (!hasRead) {
            // What came right behind the handshake, for which the socket will not report.
            return machine.hasInput() || machine.hasPlaintext();
        }
        if (readError != null) {
            return true;
        }
        return switch (lastRead) {
            case OUTPUT_FULL, NEED_BUFFER -> true;
            // There were bytes before the end: only the next read tells of it.
            case CLOSED, FAILED -> readSome;
            case WANT_WRITE -> !machine.hasOutput();
            default -> false;
        };
    }

    /** Whether a write cannot go on before a read. */
    boolean writeAwaitsRead() {
        return lastWrite == TlsVerdict.NEED_MORE;
    }

    /** Whether the last read stopped for a buffer, which is {@link #missing()} until the next job. */
    boolean readAwaitsBuffer() {
        return lastRead == TlsVerdict.NEED_BUFFER;
    }

    /** Whether the last write did. */
    boolean writeAwaitsBuffer() {
        return lastWrite == TlsVerdict.NEED_BUFFER;
    }

    /** Bytes that the socket has given so far, of whatever kind. */
    long receivedBytes() {
        return receivedBytes;
    }

    /** Bytes that the socket has taken so far, of whatever kind. */
    long sentBytes() {
        return sentBytes;
    }

    TlsBuffer missing() {
        return machine.missing();
    }

    int missingBytes() {
        return machine.missingBytes();
    }

    @Nullable
    ByteBuffer attach(TlsBuffer which, ByteBuffer buffer) {
        return machine.attach(which, buffer);
    }

    @Nullable
    ByteBuffer detach(TlsBuffer which) {
        return machine.detach(which);
    }

    @Nullable
    Negotiated negotiated() {
        return machine.negotiated();
    }

    TlsFailure failure() {
        return Objects.requireNonNull(machine.failure(), "failed without a failure");
    }

    /** Gives the engine back, and every buffer free. The link's end. */
    void release() {
        machine.release();
    }

    boolean isOpen() {
        return source.isOpen();
    }
}
