package io.coxswain.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The load generator, as a process: closed loop, so every reply that comes lets one request go.
 *
 * <p>Reads requests from stdin, answers each with one line, and ends with its stdin:
 *
 * <pre>
 *      open PORT LINKS DEPTH BYTES   opens links and keeps DEPTH frames of BYTES in flight on each
 *      begin                         forgets what was measured so far
 *      end                           answers: count, p50, p99 and max latency in nanoseconds; closes the links
 * </pre>
 *
 * <p><b>Threads.</b> The main thread talks to the parent process; {@code cox-load} owns the links and the histogram. The main
 * thread leaves tasks for it in a queue.
 */
final class EchoLoad {
    static final String NAME = "echo-load";

    private static final long ANSWER_SECONDS_MAX = 10;

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Selector selector;

    // ---- cox-load ----
    private final LatencyHistogram latencies = new LatencyHistogram();
    private final List<EchoClient> clients = new ArrayList<>();
    private final Consumer<SelectionKey> onFired = this::onFired;

    private EchoLoad(Selector selector) {
        this.selector = selector;
    }

    static int run(List<String> words) throws Exception {
        new Options(words).refuseRest();
        EchoLoad load = new EchoLoad(Selector.open());
        Thread thread = new Thread(load::drive, "cox-load");
        thread.setDaemon(true);
        thread.start();
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String request = requests.readLine();
        while (request != null) {
            System.out.println(load.handOver(request.split(" ", -1)));
            request = requests.readLine();
        }
        return 0;
    }

    private String handOver(String[] request) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<String> answer = new CompletableFuture<>();
        tasks.add(() -> answer.complete(answer(request)));
        selector.wakeup();
        return answer.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    }

    private void drive() {
        try {
            while (true) {
                selector.select(onFired);
                Runnable task = tasks.poll();
                if (task != null) {
                    task.run();
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void onFired(SelectionKey key) {
        try {
            ((EchoClient) key.attachment()).onReadable(latencies);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String answer(String[] request) {
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
        for (int i = 0; i < links; i++) {
            clients.add(new EchoClient(port, depth, frameBytes, selector));
        }
        for (EchoClient client : clients) {
            client.start();
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
                + " p99 " + latencies.percentile(0.99)
                + " max " + latencies.percentile(1);
        for (EchoClient client : clients) {
            client.close();
        }
        clients.clear();
        // Flushes the cancelled keys, which would otherwise keep their descriptors.
        selector.selectNow();
        return results;
    }
}
