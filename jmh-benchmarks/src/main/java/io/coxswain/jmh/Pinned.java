package io.coxswain.jmh;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the calling thread on one processor, where Linux and {@code taskset} let it.
 *
 * <p><b>Threads.</b> Any.
 */
public final class Pinned {
    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final long SECONDS_MAX = 5;

    /** Counted before any thread is pinned: the JVM counts those that the calling thread may run on. */
    private static final int CPUS = Runtime.getRuntime().availableProcessors();

    private Pinned() {}

    /**
     * Moves the calling thread, and gives it a name by which to find it.
     *
     * @param name 15 letters at most, which no other thread of this process has
     * @param cpu index from 0
     * @return whether it is there; if not, that has been said on stderr
     */
    public static boolean to(String name, int cpu) {
        Thread.currentThread().setName(name);
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                if (nameOf(thread).equals(name) && move(String.valueOf(thread.getFileName()), cpu)) {
                    return true;
                }
            }
        } catch (IOException notLinux) {
            // Said below.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        System.err.println(name + " is not pinned: no taskset, or no processor " + cpu);
        return false;
    }

    private static String nameOf(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException ended) {
            return "";
        }
    }

    private static boolean move(String threadId, int cpu) throws IOException, InterruptedException {
        if (CPUS <= cpu || !Files.isExecutable(TASKSET)) {
            return false;
        }
        Process taskset = new ProcessBuilder(TASKSET.toString(), "-cp", Integer.toString(cpu), threadId)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return taskset.waitFor(SECONDS_MAX, TimeUnit.SECONDS) && taskset.exitValue() == 0;
    }
}
