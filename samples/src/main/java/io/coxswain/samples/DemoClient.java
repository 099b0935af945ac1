package io.coxswain.samples;

import io.coxswain.samples.DemoRun.WrongReplyException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * One well-behaved client of the demo: sets a key of its own to a new value and reads it back, in batches, and checks
 * every reply.
 *
 * <p><b>Threads.</b> {@link #run()}: a thread of its own.
 */
@SuppressForbidden("It measures in real time.")
final class DemoClient implements Runnable {
    private final DemoRun shared;
    private final String key;
    private final int batch;
    private final boolean reconnects;
    private final long periodNanos;
    private long counter;
    private long dueNanos;

    /**
     * Makes a client.
     *
     * @param batch SETs, each followed by a GET, that are sent before their replies are read
     * @param reconnects whether it leaves after each batch and comes again
     * @param periodNanos from one batch to the next, in nanoseconds; 0 to send the next as soon as the last is answered
     */
    DemoClient(DemoRun shared, String key, int batch, boolean reconnects, long periodNanos) {
        this.shared = shared;
        this.key = key;
        this.batch = batch;
        this.reconnects = reconnects;
        this.periodNanos = periodNanos;
    }

    @Override
    public void run() {
        try {
            while (shared.running().get()) {
                visit();
            }
        } catch (IOException e) {
            shared.onFailure("client " + key, e);
        }
    }

    private void visit() throws IOException {
        try (Socket socket = shared.connect()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            dueNanos = System.nanoTime();
            do {
                runBatch(in, socket.getOutputStream());
            } while (shared.running().get() && !reconnects);
        }
    }

    private void runBatch(InputStream in, OutputStream out) throws IOException {
        StringBuilder requests = new StringBuilder();
        byte[][] replies = new byte[batch][];
        for (int i = 0; i < batch; i++) {
            String value = key + "-" + counter;
            counter++;
            requests.append("SET ").append(key).append(' ').append(value).append("\r\n");
            requests.append("GET ").append(key).append("\r\n");
            replies[i] = ascii("+OK\r\n$" + value.length() + "\r\n" + value + "\r\n");
        }
        long startNanos = awaitTurn();
        out.write(ascii(requests.toString()));
        for (byte[] reply : replies) {
            check(reply, in.readNBytes(reply.length));
        }
        shared.record(System.nanoTime() - startNanos);
    }

    /**
     * Waits until the next batch may go. With a period, its latency counts from when it was due, however late the one
     * before has let it go: a server that makes everybody wait would look good otherwise.
     */
    private long awaitTurn() {
        if (periodNanos == 0) {
            return System.nanoTime();
        }
        dueNanos += periodNanos;
        for (long left = 1; left > 0; left = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(dueNanos - System.nanoTime());
        }
        return dueNanos;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The end may come before a reply or between the two of a pair, but not in the middle of one. */
    private void check(byte[] expected, byte[] received) throws IOException {
        if (Arrays.equals(expected, received)) {
            shared.replies().addAndGet(2);
            return;
        }
        String text = new String(received, StandardCharsets.US_ASCII);
        if (text.isEmpty() || text.equals("+OK\r\n")) {
            throw new EOFException("the end in place of a reply");
        }
        throw new WrongReplyException("expected " + new String(expected, StandardCharsets.US_ASCII) + ", got " + text);
    }
}
