package io.coxswain.samples;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One client of the demo: sets a key of its own to a new value and reads it back, in batches, and checks every reply.
 *
 * <p><b>Threads.</b> {@link #run()}: a thread of its own. The totals are shared by all clients.
 */
@SuppressForbidden("It measures in real time, and says what went wrong to whoever runs the demo.")
final class DemoClient implements Runnable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int BUCKETS_PER_OCTAVE = 16;

    /**
     * What all clients have seen together.
     *
     * @param replies replies that were right
     * @param wrong replies that were not, and connections that failed
     * @param latencies round trips of a batch, counted in buckets a sixteenth of an octave wide, in nanoseconds
     */
    record Totals(AtomicLong replies, AtomicLong wrong, AtomicLongArray latencies) {
        Totals() {
            this(new AtomicLong(), new AtomicLong(), new AtomicLongArray(Long.SIZE * BUCKETS_PER_OCTAVE));
        }

        private void record(long nanos) {
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

    private final int port;
    private final String key;
    private final int batch;
    private final boolean reconnects;
    private final Totals totals;
    private final AtomicBoolean running;
    private long counter;

    /**
     * Makes a client.
     *
     * @param batch SETs, each followed by a GET, that are sent before their replies are read
     * @param reconnects whether it leaves after each batch and comes again
     * @param running set to false to end it after its batch
     */
    DemoClient(int port, String key, int batch, boolean reconnects, Totals totals, AtomicBoolean running) {
        this.port = port;
        this.key = key;
        this.batch = batch;
        this.reconnects = reconnects;
        this.totals = totals;
        this.running = running;
    }

    @Override
    public void run() {
        try {
            while (running.get()) {
                visit();
            }
        } catch (IOException e) {
            totals.wrong().incrementAndGet();
            System.err.println("client " + key + ": " + e);
        }
    }

    private void visit() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            do {
                runBatch(in, socket.getOutputStream());
            } while (running.get() && !reconnects);
        }
    }

    private void runBatch(InputStream in, OutputStream out) throws IOException {
        StringBuilder requests = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < batch; i++) {
            String value = key + "-" + counter;
            counter++;
            requests.append("SET ").append(key).append(' ').append(value).append("\r\n");
            requests.append("GET ").append(key).append("\r\n");
            expected.append("+OK\r\n$")
                    .append(value.length())
                    .append("\r\n")
                    .append(value)
                    .append("\r\n");
        }
        byte[] replies = expected.toString().getBytes(StandardCharsets.US_ASCII);
        long startNanos = System.nanoTime();
        out.write(requests.toString().getBytes(StandardCharsets.US_ASCII));
        byte[] received = in.readNBytes(replies.length);
        totals.record(System.nanoTime() - startNanos);
        if (Arrays.equals(replies, received)) {
            totals.replies().addAndGet(2L * batch);
        } else {
            totals.wrong().incrementAndGet();
            throw new IOException("expected " + expected + ", got " + new String(received, StandardCharsets.US_ASCII));
        }
    }
}
