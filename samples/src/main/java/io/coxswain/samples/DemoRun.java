package io.coxswain.samples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;

/**
 * What the clients of one part of the demo share: whom to ask, until when, and what they have seen together.
 *
 * <p><b>Threads.</b> Any.
 *
 * @param sockets plain ones, or such that speak TLS
 * @param port of the server
 * @param running until it is false, after which each client ends with its batch
 * @param closing whether the server is being closed, so that the end may come in place of a reply
 * @param replies replies that were right
 * @param wrong replies that were not, and connections that failed
 * @param cutOff clients that the server's end met between two replies
 * @param hostileVisits times that the hostile client came
 * @param latencies round trips of a batch, counted in buckets a sixteenth of an octave wide, in nanoseconds
 */
record DemoRun(
        SocketFactory sockets,
        int port,
        AtomicBoolean running,
        AtomicBoolean closing,
        AtomicLong replies,
        AtomicLong wrong,
        AtomicLong cutOff,
        AtomicLong hostileVisits,
        AtomicLongArray latencies) {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int BUCKETS_PER_OCTAVE = 16;

    DemoRun(SocketFactory sockets, int port) {
        this(
                sockets,
                port,
                new AtomicBoolean(true),
                new AtomicBoolean(),
                new AtomicLong(),
                new AtomicLong(),
                new AtomicLong(),
                new AtomicLong(),
                new AtomicLongArray(Long.SIZE * BUCKETS_PER_OCTAVE));
    }

    /** A connection on which nothing takes longer than ten seconds; in TLS, its handshake is over. */
    Socket connect() throws IOException {
        Socket socket = sockets.createSocket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            if (socket instanceof SSLSocket tls) {
                tls.startHandshake();
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Notes the end of a client that could not go on: a failure, unless the server is being closed. */
    @SuppressForbidden("It says what went wrong to whoever runs the demo.")
    void onFailure(String client, IOException why) {
        if (closing.get() && !(why instanceof WrongReplyException)) {
            cutOff.incrementAndGet();
        } else {
            wrong.incrementAndGet();
            System.err.println(client + ": " + String.valueOf(why).replaceAll("\\s+", " "));
        }
    }

    /** A reply that is not the one that was expected. */
    static final class WrongReplyException extends IOException {
        private static final long serialVersionUID = 1L;

        WrongReplyException(String message) {
            super(message);
        }
    }

    /** Notes how long a batch took. */
    void record(long nanos) {
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(BUCKETS_PER_OCTAVE, nanos));
        int part = (int) (nanos >>> (octave - 4)) & (BUCKETS_PER_OCTAVE - 1);
        latencies.incrementAndGet(octave * BUCKETS_PER_OCTAVE + part);
    }

    /** The latency that a share of the batches stayed below, in microseconds. */
    double micros(double share) {
        long total = 0;
        for (int i = 0; i < latencies.length(); i++) {
            total += latencies.get(i);
        }
        long left = (long) Math.ceil(total * share);
        for (int i = 0; i < latencies.length(); i++) {
            left -= latencies.get(i);
            if (left <= 0 && total > 0) {
                int octave = i / BUCKETS_PER_OCTAVE;
                return (1L << octave) * (1.0 + (double) (i % BUCKETS_PER_OCTAVE + 1) / BUCKETS_PER_OCTAVE) / 1_000;
            }
        }
        return 0;
    }
}
