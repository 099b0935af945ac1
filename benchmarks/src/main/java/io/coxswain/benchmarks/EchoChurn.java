package io.coxswain.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.HdrHistogram.Histogram;

/**
 * New connections, as a process of its own, so that they do not disturb the links whose latency is measured: each
 * makes a handshake if it is one of TLS, has one frame echoed, and ends with a reset.
 *
 * <p>Reads requests from stdin, answers each with one line, and ends with its stdin:
 *
 * <pre>
 *      open CHURN PORT BUSY 0 BYTES RATE WIRE   begins: RATE connections a second, plain or tls, 0 for as many as
 *                                               it can; at most BUSY of them at once
 *      begin                                    forgets what was measured so far
 *      end                                      answers with an {@link Answer}, of the time from dialing to the echo;
 *                                               makes no more
 * </pre>
 *
 * <p><b>Threads.</b> The main thread talks to the parent process; {@code cox-load} does the rest. The main thread
 * leaves tasks for it in a queue.
 */
final class EchoChurn extends LoadProcess {
    static final String NAME = "echo-churn";

    private static final long SELECT_MILLIS = 1;

    private final Selector selector;
    private final SSLContext tls;
    private final Consumer<SelectionKey> onFired = this::onFired;

    // ---- cox-load ----
    private final Histogram latencies = new Histogram(Answer.DIGITS);
    private final TlsChannel.Buffers buffers = new TlsChannel.Buffers();
    private final ByteBuffer frame = ByteBuffer.allocateDirect(Traffic.FRAME_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0, Traffic.FRAME_BYTES);
    private final ByteBuffer reply = ByteBuffer.allocateDirect(TlsChannel.PLAIN_BYTES_MIN);
    private int port;
    private boolean isTls;
    private int busyMax;
    private double periodNanos;
    private double dueNanos;
    private int busy;
    private long failed;

    private EchoChurn(Selector selector, SSLContext tls) {
        super(NAME, selector);
        this.selector = selector;
        this.tls = tls;
    }

    static int run(List<String> words) throws Exception {
        new Options(words).refuseRest();
        return new EchoChurn(Selector.open(), LoadTls.context()).serve();
    }

    @Override
    void turn() throws IOException {
        selector.select(onFired, busyMax > 0 ? SELECT_MILLIS : 0);
        dialDue();
    }

    @Override
    String answer(String[] request) {
        return switch (request[0]) {
            case "open" -> storm(request);
            case "begin" -> begin();
            case "end" -> end();
            default -> throw new IllegalArgumentException("no request '" + request[0] + "'");
        };
    }

    private String storm(String[] request) {
        port = Integer.parseInt(request[2]);
        busyMax = Integer.parseInt(request[3]);
        int perSecond = Integer.parseInt(request[6]);
        isTls = request[7].equals("tls");
        periodNanos = perSecond == 0 ? 0 : (double) TimeUnit.SECONDS.toNanos(1) / perSecond;
        dueNanos = System.nanoTime();
        return "begun";
    }

    private String begin() {
        latencies.reset();
        failed = 0;
        return "begun";
    }

    /** What is under way ends too: the next server is to be alone with its own storm. */
    private String end() {
        busyMax = 0;
        selector.keys().forEach(key -> ((Visit) key.attachment()).end());
        return new Answer(failed, latencies).write();
    }

    private void dialDue() throws IOException {
        long nowNanos = System.nanoTime();
        while (busy < busyMax && dueNanos <= nowNanos) {
            busy++;
            goOn(new Visit());
            dueNanos = periodNanos == 0 ? nowNanos : dueNanos + periodNanos;
        }
    }

    private void onFired(SelectionKey key) {
        goOn((Visit) key.attachment());
    }

    private void goOn(Visit visit) {
        try {
            visit.goOn();
        } catch (IOException refused) {
            failed++;
            visit.end();
        }
    }

    /** One connection. */
    private final class Visit {
        private final long startNanos = System.nanoTime();
        private final SocketChannel socket;
        private final ByteChannel channel;
        private boolean isOpen;
        private int replyBytes;

        Visit() throws IOException {
            socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            // The end is a reset: no port of ours has to wait until it may be used again.
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            socket.configureBlocking(false);
            socket.register(selector, SelectionKey.OP_READ, this);
            channel = isTls ? new TlsChannel(socket, LoadTls.engine(tls), buffers) : socket;
        }

        /** Does what can be done now. */
        void goOn() throws IOException {
            if (!isOpen) {
                isOpen = !(channel instanceof TlsChannel secure) || secure.handshake();
                if (isOpen) {
                    channel.write(frame.clear());
                }
                return;
            }
            int bytes = channel.read(reply.clear());
            if (bytes < 0) {
                throw new EOFException("the server has closed a link");
            }
            replyBytes += bytes;
            if (replyBytes >= Traffic.FRAME_BYTES) {
                latencies.recordValue(System.nanoTime() - startNanos);
                end();
            }
        }

        void end() {
            if (!socket.isOpen()) {
                return;
            }
            busy--;
            try {
                channel.close();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
