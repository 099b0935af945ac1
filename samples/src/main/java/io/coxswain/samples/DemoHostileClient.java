package io.coxswain.samples;

import io.coxswain.samples.DemoRun.WrongReplyException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client of the demo that does what nobody should: sends what is no request, announces more than it may, leaves in
 * the middle, or asks for a lot and does not read. It costs its own connection, and nobody else notices.
 *
 * <p><b>Threads.</b> {@link #run()}: a thread of its own.
 */
@SuppressForbidden("It takes its time in real time.")
final class DemoHostileClient implements Runnable {
    private static final String PROTOCOL_ERROR = "-ERR Protocol error: ";
    private static final int VALUE_BYTES = 100_000;
    private static final int UNREAD_REPLIES = 200;
    private static final long BETWEEN_VISITS_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long NOT_READING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final DemoRun shared;

    DemoHostileClient(DemoRun shared) {
        this.shared = shared;
    }

    @Override
    public void run() {
        try {
            for (int visit = 0; shared.running().get(); visit++) {
                try (Socket socket = shared.connect()) {
                    misbehave(visit % 4, socket);
                }
                shared.hostileVisits().incrementAndGet();
                LockSupport.parkNanos(BETWEEN_VISITS_NANOS);
            }
        } catch (IOException e) {
            shared.onFailure("hostile client", e);
        }
    }

    private static void misbehave(int kind, Socket socket) throws IOException {
        switch (kind) {
            case 0 -> expectRefusal(socket, "*1\r\n$nonsense\r\n");
            case 1 -> expectRefusal(socket, "*1\r\n$2000000000\r\n");
            case 2 -> {
                send(socket, "*2\r\n$3\r\nGET\r\n$1000\r\nhalf of a key");
                reset(socket);
            }
            default -> {
                send(
                        socket,
                        "SET hostile " + "h".repeat(VALUE_BYTES) + "\r\n" + "GET hostile\r\n".repeat(UNREAD_REPLIES));
                LockSupport.parkNanos(NOT_READING_NANOS);
                reset(socket);
            }
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void expectRefusal(Socket socket, String text) throws IOException {
        send(socket, text);
        String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (!reply.startsWith(PROTOCOL_ERROR)) {
            throw new WrongReplyException("expected a protocol error, got " + reply);
        }
    }

    /** Has the end of the connection be a reset, in the middle of whatever is under way. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
    }
}
