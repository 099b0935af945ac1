package io.coxswain.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * One server of the experiment, as a process: options {@code --mode} and {@code --work-us}.
 *
 * <p>Prints {@code ready PORT} once it listens, then answers each line on stdin with a line of counters, and ends with its
 * stdin.
 *
 * <p><b>Threads.</b> The main thread talks to the parent process; the rest is the {@link EchoService}'s.
 */
final class HandOverServer {
    static final String NAME = "hand-over-server";

    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

    private HandOverServer() {}

    static int run(List<String> words) throws Exception {
        Options options = new Options(words);
        String mode = options.take("--mode", "jobs=inline");
        long workMicros = Long.parseLong(options.take("--work-us", "0"));
        options.refuseRest();
        EchoService service = EchoService.start(mode, new Work(workMicros * 1_000));
        System.out.println("ready " + service.port());
        answer(service);
        return 0;
    }

    private static void answer(EchoService service)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (requests.readLine() != null) {
            System.out.println(service.describe() + " compileMillis " + COMPILER.getTotalCompilationTime());
        }
    }
}
