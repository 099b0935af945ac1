package io.coxswain.core;

import io.coxswain.tls.TlsBuffer;
import io.coxswain.tls.TlsMachine;
import io.coxswain.tls.TlsVerdict;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a TLS link, driven by hand over a blocking socket: what it has to say can be held back, cut into
 * pieces and joined, which no finished client or server lets a test do.
 *
 * <p><b>Threads.</b> One.
 */
final class MachinePeer implements AutoCloseable {
    private final Socket socket;
    private final TlsMachine machine;
    private int sentBytes;

    MachinePeer(Socket socket, TlsMachine machine) throws IOException {
        this.socket = socket;
        this.machine = machine;
        socket.setSoTimeout((int) Await.LIMIT.toMillis());
        socket.setTcpNoDelay(true);
        for (TlsBuffer which : TlsBuffer.values()) {
            machine.attach(which, ByteBuffer.allocate(2 * TlsMachine.NETWORK_BYTES));
        }
    }

    /** Does the handshake, and keeps back what it would say last. */
    void handshake() throws IOException {
        TlsVerdict verdict = machine.handshake();
        while (verdict != TlsVerdict.FINISHED) {
            switch (verdict) {
                case WANT_WRITE -> write(takeOutput());
                case NEED_MORE -> receive();
                default -> throw new IOException(verdict + ": " + machine.failure());
            }
            verdict = machine.handshake();
        }
    }

    /** Takes the first flight of one that dials, without sending it. */
    byte[] hello() throws IOException {
        TlsVerdict verdict = machine.handshake();
        if (verdict != TlsVerdict.WANT_WRITE) {
            throw new IOException(verdict + ": " + machine.failure());
        }
        return takeOutput();
    }

    /**
     * Does the handshake up to this byte of all that it sends, and falls silent before it.
     *
     * @param sendsLast whether what it has to say when it is done itself still belongs to the handshake of the other
     *     end
     * @return false if the handshake is over without that byte
     */
    boolean handshakeUpTo(int index, boolean sendsLast) throws IOException {
        byte[] flight = handshakeToFlightWith(index, sendsLast);
        if (flight != null) {
            write(Arrays.copyOf(flight, index - sentBytes));
        }
        return flight != null;
    }

    /**
     * Does the handshake until it has sent this byte and what goes with it, with one bit of that byte changed.
     *
     * @return false if the handshake is over without that byte
     */
    boolean handshakeWithOneBitChanged(int index, boolean sendsLast) throws IOException {
        byte[] flight = handshakeToFlightWith(index, sendsLast);
        if (flight != null) {
            flight[index - sentBytes] ^= (byte) (1 << (index % 8));
            write(flight);
        }
        return flight != null;
    }

    /** Does the handshake until it is about to send this byte; null if it is over before. */
    private byte @Nullable [] handshakeToFlightWith(int index, boolean sendsLast) throws IOException {
        boolean isOver = false;
        while (!isOver) {
            TlsVerdict verdict = machine.handshake();
            isOver = verdict == TlsVerdict.FINISHED;
            if (verdict == TlsVerdict.NEED_MORE) {
                receive();
            } else if (verdict != TlsVerdict.WANT_WRITE && !isOver) {
                throw new IOException(verdict + ": " + machine.failure());
            } else if (!isOver || sendsLast) {
                byte[] flight = takeOutput();
                if (index < sentBytes + flight.length) {
                    return flight;
                }
                write(flight);
                sentBytes += flight.length;
            }
        }
        return null;
    }

    /** Leaves: with a reset, or in order as far as TCP is concerned. */
    void leave(boolean withReset) throws IOException {
        if (withReset) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
    }

    private void receive() throws IOException {
        byte[] some = new byte[TlsMachine.NETWORK_BYTES];
        int count = socket.getInputStream()
                .read(some, 0, Math.min(some.length, machine.receiveBuffer().remaining()));
        if (count < 0) {
            throw new EOFException("the other end has left");
        }
        machine.receiveBuffer().put(some, 0, count);
    }

    /** Encrypts, behind what it has to say already. */
    void wrap(byte[] message) throws IOException {
        TlsVerdict verdict = machine.wrap(new ByteBuffer[] {ByteBuffer.wrap(message)}, 0, 1);
        if (verdict != TlsVerdict.DONE) {
            throw new IOException(verdict + ": " + machine.failure());
        }
    }

    /** Encrypts and writes all of this, and reads nothing meanwhile. */
    void send(byte[] message) throws IOException {
        ByteBuffer[] rest = {ByteBuffer.wrap(message)};
        TlsVerdict verdict = machine.wrap(rest, 0, 1);
        while (verdict == TlsVerdict.WANT_WRITE) {
            write(takeOutput());
            verdict = machine.wrap(rest, 0, 1);
        }
        if (verdict != TlsVerdict.DONE) {
            throw new IOException(verdict + ": " + machine.failure());
        }
        write(takeOutput());
    }

    /**
     * Takes the next record off the socket without decrypting it, and returns how many bytes it has behind its header.
     */
    int skipRecord() throws IOException {
        byte[] header = socket.getInputStream().readNBytes(5);
        if (header.length < 5) {
            throw new EOFException("the other end has left");
        }
        int bytes = (header[3] & 0xff) << 8 | (header[4] & 0xff);
        socket.getInputStream().skipNBytes(bytes);
        return bytes;
    }

    /** Everything that it has to say so far. */
    byte[] takeOutput() {
        ByteBuffer output = machine.sendBuffer();
        byte[] bytes = new byte[output.remaining()];
        output.get(bytes);
        return bytes;
    }

    void write(byte[] ciphertext) throws IOException {
        socket.getOutputStream().write(ciphertext);
    }

    @Override
    public void close() throws IOException {
        machine.release();
        socket.close();
    }
}
