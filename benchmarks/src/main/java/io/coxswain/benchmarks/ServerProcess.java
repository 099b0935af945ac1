package io.coxswain.benchmarks;

import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One server, as a process: options {@code --mode} and {@code --work-us}.
 *
 * <p>Prints {@code ready PORT PEERPORT} once it listens, then answers each line on stdin with one, and ends with its
 * stdin:
 *
 * <pre>
 *      counters         all counters
 *      collect          the same after a garbage collection
 *      work MICROS      makes the work on each frame another, and answers as the next
 *      policy           who does the I/O now
 * </pre>
 *
 * <p><b>Threads.</b> The main thread talks to the parent process; the rest is the {@link Service}'s.
 */
final class ServerProcess {
    static final String NAME = "server";

    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private ServerProcess() {}

    static int run(List<String> words) throws Exception {
        Options options = new Options(words);
        String mode = options.take("--mode", "jobs=inline");
        long workMicros = Long.parseLong(options.take("--work-us", "0"));
        options.refuseRest();
        Service service = Service.start(mode, new Work(workMicros * 1_000));
        System.out.println("ready " + service.port() + " " + service.peerPort());
        answer(service);
        return 0;
    }

    private static void answer(Service service)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String request = requests.readLine();
        while (request != null) {
            System.out.println(answer(service, request.split(" ", -1)));
            request = requests.readLine();
        }
    }

    private static String answer(Service service, String[] request)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        return switch (request[0]) {
            case "work" -> service.changeWork(TimeUnit.MICROSECONDS.toNanos(Long.parseLong(request[1])));
            case "policy" -> service.policy();
            case "collect" -> {
                System.gc();
                yield counters(service);
            }
            case "counters" -> counters(service);
            default -> throw new IllegalArgumentException("no request '" + request[0] + "'");
        };
    }

    private static String counters(Service service)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        return service.describe() + " compileMillis " + COMPILER.getTotalCompilationTime() + memory();
    }

    private static String memory() throws IOException {
        return " now.heap " + MEMORY.getHeapMemoryUsage().getUsed()
                + " now.direct " + directBytes()
                + " now.resident "
                + ThreadTimes.residentBytes(ProcessHandle.current().pid());
    }

    /** As the JDK accounts it, and what Netty allocates behind its back. */
    private static long directBytes() {
        long bytes = Math.max(0, PlatformDependent.usedDirectMemory());
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            bytes += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
        }
        return bytes;
    }
}
