package io.coxswain.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * The load generator, as a process: a closed loop, where every reply that comes lets one request go; or an open one, which
 * sends at a fixed rate whatever comes back, and where latency counts from when a request was due. For an open one it spins,
 * since no sleep is as short as the time between two requests.
 *
 * <p>Reads requests from stdin, answers each with one line, and ends with its stdin:
 *
 * <pre>
 *      open PORT LINKS DEPTH BYTES WIRE RATE   opens links, plain or tls, and keeps DEPTH frames of BYTES in flight on each,
 *                                              or with a RATE sends so many frames a second, on one link after the other
 *      begin                                   forgets what was measured so far
 *      end                                     answers: count, p50, p90, p99 and max latency in nanoseconds; closes the links
 * </pre>
 *
 * <p><b>Threads.</b> The main thread talks to the parent process; {@code cox-load} owns the links and the histogram. The main
 * thread leaves tasks for it in a queue.
 */
final class EchoLoad extends LoadProcess {
    static final String NAME = "echo-load";

    private final Selector selector;

    // ---- cox-load ----
    private final LatencyHistogram latencies = new LatencyHistogram();
    private final List<EchoClient> clients = new ArrayList<>();
    private final Consumer<SelectionKey> onFired = this::onFired;
    private double periodNanos;
    private double dueNanos;
    private int next;

    private final SSLContext tls;

    private EchoLoad(Selector selector, SSLContext tls) {
        super(NAME, selector);
        this.selector = selector;
        this.tls = tls;
    }

    static int run(List<String> words) throws Exception {
        new Options(words).refuseRest();
        return new EchoLoad(Selector.open(), LoadTls.context()).serve();
    }

    @Override
    void turn() throws IOException {
        if (periodNanos > 0) {
            sendDue();
            selector.selectNow(onFired);
        } else {
            selector.select(onFired);
        }
    }

    private void sendDue() throws IOException {
        long nowNanos = System.nanoTime();
        while (dueNanos <= nowNanos) {
            clients.get(next).sendOne((long) dueNanos);
            next = (next + 1) % clients.size();
            dueNanos += periodNanos;
        }
    }

    private void onFired(SelectionKey key) {
        try {
            ((EchoClient) key.attachment()).onReadable(latencies);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    String answer(String[] request) {
        try {
            return switch (request[0]) {
                case "open" -> open(request);
                case "begin" -> begin();
                case "end" -> end();
                default -> throw new IllegalArgumentException("no request '" + request[0] + "'");
            };
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String open(String[] request) throws IOException {
        int port = Integer.parseInt(request[1]);
        int links = Integer.parseInt(request[2]);
        int depth = Integer.parseInt(request[3]);
        int frameBytes = Integer.parseInt(request[4]);
        boolean isTls = request[5].equals("tls");
        int perSecond = Integer.parseInt(request[6]);
        for (int i = 0; i < links; i++) {
            clients.add(new EchoClient(port, perSecond > 0 ? 0 : depth, frameBytes, selector, isTls ? tls : null));
        }
        if (perSecond > 0) {
            periodNanos = (double) TimeUnit.SECONDS.toNanos(1) / perSecond;
            dueNanos = System.nanoTime();
            next = 0;
        } else {
            for (EchoClient client : clients) {
                client.start();
            }
        }
        return "opened";
    }

    private String begin() {
        latencies.clear();
        return "begun";
    }

    private String end() throws IOException {
        String results = "count " + latencies.total()
                + " p50 " + latencies.percentile(0.5)
                + " p90 " + latencies.percentile(0.9)
                + " p99 " + latencies.percentile(0.99)
                + " max " + latencies.percentile(1);
        for (EchoClient client : clients) {
            client.close();
        }
        clients.clear();
        periodNanos = 0;
        // Flushes the cancelled keys, which would otherwise keep their descriptors.
        selector.selectNow();
        return results;
    }
}
