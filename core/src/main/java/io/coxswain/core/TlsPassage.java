package io.coxswain.core;

import io.coxswain.tls.TlsBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * What goes out and comes home with each job of a TLS link: its network buffers, and a report of how the stream stands.
 *
 * <pre>
 *      loop                                    holder of the lease
 *      give(INBOUND, buffer)                   read(), write() or stepHandshake():
 *                              -- job --&gt;          buffers that were given go to the stream,
 *                                                  the stream works,
 *      take(INBOUND), hasInput()   &lt;-- job --      buffers that are empty come back, and the report is written
 * </pre>
 *
 * <p>The halves read from this and write to it in place of the {@link TlsStream}, and ACCEPT jobs step it. A loop that
 * asked the stream when a job is home would touch a dozen objects that the worker has just written, each in lines of
 * memory that the worker's processor has. It asks this one; only {@link LinkHandshake} asks the stream, for what it
 * needs once.
 *
 * <p><b>Threads.</b> The holder of the link's one lease: a worker inside a job, the loop otherwise. Plain fields, as in
 * a {@link Job}, with which they go. Lessons: {@code Handshake_01} and {@code Handshake_02}.
 */
final class TlsPassage implements ReadableByteChannel, GatheringByteChannel {
    private final TlsStream stream;

    // ---- the loop's before a job, the stream's during it; again the loop's if they are empty after it ----
    private @Nullable ByteBuffer inbound;
    private @Nullable ByteBuffer outbound;
    private @Nullable ByteBuffer spill;

    // ---- the report: written at the end of a job, and hasOutput by endOutput() too ----
    private TlsBuffer missing = TlsBuffer.INBOUND;
    private int missingBytes;
    private boolean hasInput;
    private boolean hasOutput;
    private boolean readAwaitsBuffer;
    private boolean writeAwaitsBuffer;
    private boolean writeAwaitsRead;
    private long receivedBytes;
    private long sentBytes;

    TlsPassage(TlsStream stream) {
        this.stream = stream;
    }

    // ---- the job ----

    /** As {@link TlsStream#stepHandshake}. */
    TlsStream.Step stepHandshake() throws IOException {
        beginJob();
        try {
            return stream.stepHandshake();
        } finally {
            endJob();
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        beginJob();
        try {
            return stream.read(target);
        } finally {
            endJob();
        }
    }

    @Override
    public int write(ByteBuffer message) throws IOException {
        beginJob();
        try {
            return stream.write(message);
        } finally {
            endJob();
        }
    }

    @Override
    public long write(ByteBuffer[] messages) throws IOException {
        return write(messages, 0, messages.length);
    }

    @Override
    public long write(ByteBuffer[] messages, int index, int count) throws IOException {
        beginJob();
        try {
            return stream.write(messages, index, count);
        } finally {
            endJob();
        }
    }

    @Override
    public boolean isOpen() {
        return stream.isOpen();
    }

    /** Not by this way: the link closes its socket. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("a link closes its socket itself");
    }

    /** Whether a job that has found nothing waits for the socket, and nothing is to be written meanwhile. */
    boolean awaitsSocket() {
        return !hasInput && !hasOutput;
    }

    private void beginJob() {
        inbound = attached(TlsBuffer.INBOUND, inbound);
        outbound = attached(TlsBuffer.OUTBOUND, outbound);
        spill = attached(TlsBuffer.SPILL, spill);
    }

    /** Gives the stream a buffer, if there is one to give; null, for the field that it comes from. */
    private @Nullable ByteBuffer attached(TlsBuffer which, @Nullable ByteBuffer given) {
        if (given != null) {
            ByteBuffer replaced = stream.attach(which, given);
            assert replaced == null : "given a second buffer " + which;
        }
        return null;
    }

    private void endJob() {
        hasInput = stream.hasInput();
        hasOutput = stream.hasOutput();
        readAwaitsBuffer = stream.readAwaitsBuffer();
        writeAwaitsBuffer = stream.writeAwaitsBuffer();
        writeAwaitsRead = stream.writeAwaitsRead();
        missing = stream.missing();
        missingBytes = stream.missingBytes();
        receivedBytes = stream.receivedBytes();
        sentBytes = stream.sentBytes();
        detachEmpty();
    }

    private void detachEmpty() {
        inbound = stream.detach(TlsBuffer.INBOUND);
        outbound = stream.detach(TlsBuffer.OUTBOUND);
        spill = stream.detach(TlsBuffer.SPILL);
    }

    // ---- for the loop, while no job is out ----

    /** Whether a read would find something without the socket. */
    boolean hasInput() {
        return hasInput;
    }

    /** Whether a write has something to do even without bytes of the application. */
    boolean hasOutput() {
        return hasOutput;
    }

    /** Whether the last read stopped for a buffer, which is {@link #missing()} until the next job. */
    boolean readAwaitsBuffer() {
        return readAwaitsBuffer;
    }

    /** Whether the last write did. */
    boolean writeAwaitsBuffer() {
        return writeAwaitsBuffer;
    }

    /** Whether the last write goes on after a read only. */
    boolean writeAwaitsRead() {
        return writeAwaitsRead;
    }

    /** The buffer that the last job lacked, if it lacked one. */
    TlsBuffer missing() {
        return missing;
    }

    /** How large that has to be at least, in bytes. */
    int missingBytes() {
        return missingBytes;
    }

    /** Bytes that the socket has given so far, of whatever kind. */
    long receivedBytes() {
        return receivedBytes;
    }

    /** Bytes that the socket has taken so far, of whatever kind. */
    long sentBytes() {
        return sentBytes;
    }

    /** Makes the next write end our direction. */
    void endOutput() {
        stream.endOutput();
        hasOutput = stream.hasOutput();
    }

    /** Gives the engine back, and every buffer free for {@link #take}. The link's end. */
    void release() {
        try {
            stream.release();
        } finally {
            // What was given and not attached yet would be overwritten by what is detached.
            beginJob();
            detachEmpty();
        }
    }

    /**
     * Gives the stream a buffer, from the next job on.
     *
     * @param buffer not the loop's any more until {@link #take} returns it; cleared when it is attached
     */
    void give(TlsBuffer which, ByteBuffer buffer) {
        assert peek(which) == null : "two buffers " + which;
        put(which, buffer);
    }

    /** Takes a buffer back, or returns null if the stream has none or bytes in it. */
    @Nullable
    ByteBuffer take(TlsBuffer which) {
        ByteBuffer buffer = peek(which);
        put(which, null);
        return buffer;
    }

    /**
     * Puts a larger buffer in the place of one that the stream has bytes in, and the bytes with it.
     *
     * @return the one that is free now
     */
    ByteBuffer replace(TlsBuffer which, ByteBuffer larger) {
        ByteBuffer replaced = stream.attach(which, larger);
        assert replaced != null : "nothing to replace by a larger " + which;
        return replaced;
    }

    private @Nullable ByteBuffer peek(TlsBuffer which) {
        return switch (which) {
            case INBOUND -> inbound;
            case OUTBOUND -> outbound;
            case SPILL -> spill;
        };
    }

    private void put(TlsBuffer which, @Nullable ByteBuffer buffer) {
        switch (which) {
            case INBOUND -> inbound = buffer;
            case OUTBOUND -> outbound = buffer;
            case SPILL -> spill = buffer;
        }
    }
}
