package io.coxswain.samples;

import io.coxswain.samples.DemoRun.WrongReplyException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A client of the demo that asks for more than it reads: some megabytes at once, taken in small sips. The server holds
 * them for it up to a limit, then lets it wait, and nobody else.
 *
 * <p><b>Threads.</b> {@link #run()}: a thread of its own.
 */
@SuppressForbidden("It takes its time in real time.")
final class DemoSlowClient implements Runnable {
    private static final int VALUE_BYTES = 250_000;
    private static final int BATCH = 20;
    private static final int SIP_BYTES = 64 * 1_024;
    private static final long SIP_NANOS = 8_000_000;

    private final DemoRun shared;

    DemoSlowClient(DemoRun shared) {
        this.shared = shared;
    }

    @Override
    public void run() {
        try (Socket socket = shared.connect()) {
            InputStream in = socket.getInputStream();
            String value = "v".repeat(VALUE_BYTES);
            socket.getOutputStream()
                    .write(ascii("*3\r\n$3\r\nSET\r\n$4\r\nslow\r\n$" + VALUE_BYTES + "\r\n" + value + "\r\n"));
            expect(ascii("+OK\r\n"), in);
            byte[] reply = ascii("$" + VALUE_BYTES + "\r\n" + value + "\r\n");
            while (shared.running().get()) {
                socket.getOutputStream().write(ascii("GET slow\r\n".repeat(BATCH)));
                for (int i = 0; i < BATCH; i++) {
                    expect(reply, in);
                }
            }
        } catch (IOException e) {
            shared.onFailure("slow client", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void expect(byte[] reply, InputStream in) throws IOException {
        byte[] received = new byte[reply.length];
        int count = 0;
        while (count < reply.length) {
            int sip = in.read(received, count, Math.min(SIP_BYTES, reply.length - count));
            if (sip < 0 && count == 0) {
                throw new EOFException("the end in place of a reply");
            }
            if (sip < 0) {
                throw new WrongReplyException("a reply that ends after " + count + " of " + reply.length + " bytes");
            }
            count += sip;
            LockSupport.parkNanos(SIP_NANOS);
        }
        if (!Arrays.equals(reply, received)) {
            throw new WrongReplyException("another reply than expected");
        }
        shared.replies().incrementAndGet();
    }
}
