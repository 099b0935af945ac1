package io.coxswain.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The load generator, as a process: a closed loop, where every reply that comes lets one request go; or an open one,
 * which sends at a fixed rate whatever comes back, and where latency counts from when a request was due. For an open
 * one it spins, since no sleep is as short as the time between two requests.
 *
 * <p>Reads requests from stdin, answers each with one line, and ends with its stdin:
 *
 * <pre>
 *      open KIND PORT LINKS DEPTH BYTES RATE WIRE   opens links, plain or tls, of a {@link Traffic.Kind}, and keeps
 *                                                   DEPTH frames of BYTES in flight on each, or with a RATE sends so
 *                                                   many frames a second, on one link after the other
 *      begin                                        forgets what was measured so far
 *      end                                          answers with an {@link Answer}; closes the links
 * </pre>
 *
 * <p><b>Threads.</b> The main thread talks to the parent process; {@code cox-load} owns the links and the histogram.
 * The main thread leaves tasks for it in a queue.
 */
final class EchoLoad extends LoadProcess {
    static final String NAME = "echo-load";

    private final Selector selector;

    // ---- cox-load ----
    private final Histogram latencies = new Histogram(Answer.DIGITS);
    private final TlsChannel.Buffers buffers = new TlsChannel.Buffers();
    private final List<LoadLink> links = new ArrayList<>();
    private final Consumer<SelectionKey> onFired = this::onFired;
    private double periodNanos;
    private double dueNanos;
    private int next;
    private @Nullable SSLContext tls;

    private EchoLoad(Selector selector) {
        super(NAME, selector);
        this.selector = selector;
    }

    static int run(List<String> words) throws Exception {
        new Options(words).refuseRest();
        return new EchoLoad(Selector.open()).serve();
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
            links.get(next).sendOne((long) dueNanos);
            next = (next + 1) % links.size();
            dueNanos += periodNanos;
        }
    }

    private void onFired(SelectionKey key) {
        try {
            ((LoadLink) key.attachment()).onFired(latencies);
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
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private String open(String[] request) throws IOException, GeneralSecurityException {
        Traffic traffic = parse(request);
        SSLContext context = request[7].equals("tls") ? tls(traffic.kind()) : null;
        LoadSocket socket = new LoadSocket(Integer.parseInt(request[2]), selector, context, buffers);
        FanoutClient.Group group = new FanoutClient.Group(traffic);
        for (int i = 0; i < traffic.links(); i++) {
            links.add(
                    switch (traffic.kind()) {
                        case ECHO, KV -> new EchoClient(socket, traffic, i);
                        case FANOUT -> new FanoutClient(socket, group);
                        case IDLE, DEAF -> new QuietClient(socket, traffic);
                        case CHURN -> throw new IllegalArgumentException("new links come from " + EchoChurn.NAME);
                    });
        }
        if (traffic.perSecond() > 0) {
            periodNanos = (double) TimeUnit.SECONDS.toNanos(1) / traffic.perSecond();
            dueNanos = System.nanoTime();
            next = 0;
        } else {
            for (LoadLink link : links) {
                link.start();
            }
        }
        return "opened";
    }

    private static Traffic parse(String[] request) {
        return new Traffic(
                Traffic.Kind.valueOf(request[1]),
                Integer.parseInt(request[3]),
                Integer.parseInt(request[4]),
                Integer.parseInt(request[5]),
                Integer.parseInt(request[6]),
                false);
    }

    private SSLContext tls(Traffic.Kind kind) throws GeneralSecurityException {
        if (kind == Traffic.Kind.IDLE) {
            return LoadTls.contextForMany();
        }
        SSLContext context = tls;
        if (context == null) {
            context = LoadTls.context();
            tls = context;
        }
        return context;
    }

    private String begin() {
        latencies.reset();
        return "begun";
    }

    private String end() throws IOException {
        String answer = new Answer(0, latencies).write();
        for (LoadLink link : links) {
            link.close();
        }
        links.clear();
        periodNanos = 0;
        // Flushes the cancelled keys, which would otherwise keep their descriptors.
        selector.selectNow();
        return answer;
    }
}
