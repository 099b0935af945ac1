package io.coxswain.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * A load generator's end of a TLS connection: as little as will do, for one that is not blocking.
 *
 * <p><b>Threads.</b> The load generator's.
 *
 * <p><b>Limits.</b> What is written at once has to fit the socket's buffers, and what is read into needs room for
 * {@value #PLAIN_BYTES_MIN} bytes: then no record stays behind in here, of which the selector would not tell.
 */
final class TlsChannel implements ByteChannel {
    /** Least room of a buffer to read into, in bytes. */
    static final int PLAIN_BYTES_MIN = 64 << 10;

    private static final int NETWORK_BYTES = 32 << 10;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    /**
     * The buffers of all channels of one load generator: a new connection must not cost it a hundred kilobytes of
     * fresh memory.
     *
     * <p><b>Threads.</b> The load generator's.
     */
    static final class Buffers {
        // Empty again after each call, and so shared by all.
        private final ByteBuffer toSend = ByteBuffer.allocateDirect(NETWORK_BYTES);
        private final ByteBuffer noPlain = ByteBuffer.allocateDirect(NETWORK_BYTES);

        private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

        private ByteBuffer take() {
            ByteBuffer buffer = free.poll();
            return buffer == null ? ByteBuffer.allocateDirect(NETWORK_BYTES) : buffer.clear();
        }
    }

    private final SocketChannel socket;
    private final SSLEngine engine;
    private final Buffers buffers;
    private final ByteBuffer received;

    /**
     * Begins a handshake.
     *
     * @param socket connected; in non-blocking mode before {@link #handshake()} is called
     */
    TlsChannel(SocketChannel socket, SSLEngine engine, Buffers buffers) throws SSLException {
        this.socket = socket;
        this.engine = engine;
        this.buffers = buffers;
        this.received = buffers.take();
        engine.beginHandshake();
    }

    /**
     * Goes on with the handshake as far as it goes.
     *
     * @return whether it is over; if not, call again when the socket is readable
     */
    boolean handshake() throws IOException {
        boolean isBlocked = false;
        while (!isBlocked) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> wrap(NOTHING);
                case NEED_TASK -> runTasks();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> isBlocked = !unwrapOne(buffers.noPlain) && !receive();
                case FINISHED, NOT_HANDSHAKING -> {
                    return true;
                }
            }
        }
        return false;
    }

    private void runTasks() {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    @Override
    public int write(ByteBuffer plain) throws IOException {
        int start = plain.position();
        while (plain.hasRemaining()) {
            wrap(plain);
        }
        return plain.position() - start;
    }

    private void wrap(ByteBuffer plain) throws IOException {
        ByteBuffer toSend = buffers.toSend.clear();
        SSLEngineResult result = engine.wrap(plain, toSend);
        if (result.getStatus() != SSLEngineResult.Status.OK) {
            throw new IOException("cannot encrypt: " + result);
        }
        toSend.flip();
        int bytes = toSend.remaining();
        if (socket.write(toSend) < bytes) {
            throw new IOException("the socket has not taken a record of " + bytes + " bytes: too many in flight");
        }
    }

    @Override
    public int read(ByteBuffer plain) throws IOException {
        int start = plain.position();
        receive();
        boolean goesOn = true;
        while (goesOn) {
            goesOn = unwrapOne(plain);
            runTasks();
        }
        return plain.position() - start;
    }

    /** Takes what the socket has, and tells whether it was anything. */
    private boolean receive() throws IOException {
        int bytes = socket.read(received);
        if (bytes < 0) {
            throw new EOFException("the server has closed a link");
        }
        return bytes > 0;
    }

    /** Decrypts one record, and tells whether there was a whole one. */
    private boolean unwrapOne(ByteBuffer plain) throws IOException {
        received.flip();
        SSLEngineResult result = engine.unwrap(received, plain);
        received.compact();
        return switch (result.getStatus()) {
            // Some engines take a record in, and give its bytes with the next call.
            case OK -> result.bytesConsumed() > 0 || result.bytesProduced() > 0;
            case BUFFER_UNDERFLOW -> false;
            case BUFFER_OVERFLOW, CLOSED -> throw new IOException("cannot decrypt: " + result);
        };
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    /** Closes the socket, and says nothing to the peer. Once. */
    @Override
    public void close() throws IOException {
        socket.close();
        engine.closeOutbound();
        try {
            engine.closeInbound();
        } catch (SSLException truncated) {
            // The peer has not said that it will send no more; we do not care.
        }
        try {
            takeLastWords();
        } catch (SSLException nothingToSay) {
            // That was why it was asked.
        } finally {
            buffers.free.add(received);
        }
    }

    /**
     * Conscrypt frees its memory and its pipes in a call that finds nothing pending; otherwise a finalizer does, too
     * late.
     */
    private void takeLastWords() throws SSLException {
        while (engine.wrap(NOTHING, buffers.toSend.clear()).bytesProduced() > 0) {
            buffers.toSend.clear();
        }
        engine.unwrap(NOTHING, buffers.noPlain.clear());
    }
}
