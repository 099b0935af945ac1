package io.coxswain.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What Linux tells about the threads of another process: their names, their processor time, and where and when they
 * may run.
 *
 * <p><b>Threads.</b> Any.
 */
final class ThreadTimes {
    private static final long COMMAND_SECONDS_MAX = 5;
    private static final int CONFINES_MAX = 20;

    /** What times in {@code /proc/PID/stat} count in: {@code USER_HZ}, which is 100 wherever Linux has a JVM. */
    private static final long TICK_NANOS = 10_000_000;

    private ThreadTimes() {}

    /** Whether this machine has two processors, and {@code taskset} and {@code chrt} to say who runs where and when. */
    static boolean canPin() {
        return Runtime.getRuntime().availableProcessors() >= 2
                && Files.isExecutable(Path.of("/usr/bin/taskset"))
                && Files.isExecutable(Path.of("/usr/bin/chrt"));
    }

    /** Processor time so far, in nanoseconds, by kind of thread: loop, worker, other. */
    static Map<String, Long> cpuNanos(long pid) throws IOException {
        Map<String, Long> sums = new HashMap<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks(pid))) {
            for (Path thread : threads) {
                sums.merge(kind(name(thread)), runNanos(thread), Long::sum);
            }
        }
        return sums;
    }

    /** Processor time of all threads so far that the kernel spent for them, in nanoseconds, to a hundredth of a second. */
    static long kernelNanos(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // Behind the name, which may hold anything: state is the third field, stime the fifteenth.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[12]) * TICK_NANOS;
    }

    /** Memory of a process that is in the machine's, in bytes. */
    static long residentBytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return 0;
    }

    /** Moves one thread of a process to one processor. */
    static void pin(long pid, String threadName, int cpu) throws IOException {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks(pid))) {
            for (Path thread : threads) {
                if (name(thread).equals(threadName)) {
                    taskset("-cp", Integer.toString(cpu), String.valueOf(thread.getFileName()));
                    return;
                }
            }
        }
        throw new IOException("process " + pid + " has no thread " + threadName);
    }

    /**
     * Puts the workers that a server has now into the background: each runs for what the loop and others leave of the
     * processors, and makes none of them wait. They stay there; those that the loop starts later do not begin there.
     *
     * @throws IOException if that failed for a worker that is still there, or if there is no loop to be behind
     */
    static void putWorkersBehind(long pid) throws IOException {
        List<Path> workers = new ArrayList<>();
        boolean hasLoop = false;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks(pid))) {
            for (Path thread : threads) {
                String kind = kind(name(thread));
                hasLoop |= kind.equals("loop");
                if (kind.equals("worker")) {
                    workers.add(thread);
                }
            }
        }
        if (!hasLoop) {
            throw new IOException("process " + pid + " has no loop that its workers could be behind");
        }
        for (Path worker : workers) {
            String id = String.valueOf(worker.getFileName());
            String complaint = complaint("chrt", "--idle", "--pid", "0", id);
            // One that has ended meanwhile needs no place.
            if (!complaint.isEmpty() && Files.exists(worker)) {
                throw new IOException(
                        "thread " + id + ", a worker of process " + pid + ", is not in the background: " + complaint);
            }
        }
    }

    /** Moves a process, all its threads and those that they will make, to some processors, as in {@code 0-2}. */
    static void confine(long pid, String cpus) throws IOException {
        for (int i = 1; i < CONFINES_MAX && !Thread.currentThread().isInterrupted(); i++) {
            // Fails if one of its threads ends between being found and being moved.
            if (complaint("taskset", "-acp", cpus, Long.toString(pid)).isEmpty()) {
                return;
            }
        }
        taskset("-acp", cpus, Long.toString(pid));
    }

    private static void taskset(String option, String cpus, String id) throws IOException {
        String complaint = complaint("taskset", option, cpus, id);
        if (!complaint.isEmpty()) {
            throw new IOException("taskset did not move " + id + " to processors " + cpus + ": " + complaint);
        }
    }

    /** Runs a command to its end, and returns why it failed; empty if it did not. */
    static String complaint(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean hasEnded = false;
        try {
            hasEnded = process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!hasEnded) {
            process.destroyForcibly();
            return command[0] + " was not waited for, or has not ended within " + COMMAND_SECONDS_MAX + " s";
        }
        if (process.exitValue() == 0) {
            return "";
        }
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return command[0] + " ended with status " + process.exitValue() + ": " + said;
    }

    private static Path tasks(long pid) {
        return Path.of("/proc", Long.toString(pid), "task");
    }

    private static String kind(String threadName) {
        if (threadName.startsWith("cox-loop")) {
            return "loop";
        }
        return threadName.startsWith("cox-worker") ? "worker" : "other";
    }

    private static String name(Path thread) throws IOException {
        return Files.readString(thread.resolve("comm")).strip();
    }

    private static long runNanos(Path thread) throws IOException {
        String line = Files.readString(thread.resolve("schedstat"));
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }
}
