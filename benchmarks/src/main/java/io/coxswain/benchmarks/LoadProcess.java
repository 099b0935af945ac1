package io.coxswain.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What makes load, as a process of its own: it reads requests from stdin, answers each with one line, and ends with
 * its stdin.
 *
 * <p><b>Threads.</b> The main thread talks to the parent process; {@code cox-load} has the selector and everything
 * that a subclass has. The main thread leaves tasks for it in a queue.
 */
abstract class LoadProcess {
    /** Ten thousand handshakes, one after the other, are one answer. */
    private static final long ANSWER_SECONDS_MAX = 300;

    private final String name;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Selector selector;

    LoadProcess(String name, Selector selector) {
        this.name = name;
        this.selector = selector;
    }

    /** Answers requests until there are no more. The main thread. */
    final int serve() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Thread thread = new Thread(this::drive, "cox-load");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ignored, broken) -> giveUp(broken));
        thread.start();
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String request = requests.readLine();
        while (request != null) {
            System.out.println(handOver(request.split(" ", -1)));
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
                turn();
                Runnable task = tasks.poll();
                if (task != null) {
                    task.run();
                }
            }
        } catch (IOException broken) {
            giveUp(broken);
        }
    }

    /** Ends the process, so that whoever waits for an answer learns of it at once. */
    private void giveUp(Throwable broken) {
        System.err.println(name + ": " + broken);
        Runtime.getRuntime().halt(1);
    }

    /** Selects once, and does what is ready or due. */
    abstract void turn() throws IOException;

    /** Does what is requested, and says what came of it. */
    abstract String answer(String[] request);
}
