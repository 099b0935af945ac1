package io.coxswain.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of this program, spoken to in lines.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 *
 * <p><b>Errors.</b> What the child writes to stderr appears on ours. A child that ends early makes the next
 * {@link #ask} throw.
 */
final class Child implements AutoCloseable {
    /** In front of a command: runs for what others leave of the processors, and makes nobody wait. */
    static final List<String> IN_BACKGROUND = List.of("chrt", "--idle", "0");

    private static final long END_SECONDS_MAX = 10;

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    /**
     * Starts it.
     *
     * @param prefix what the command is given to: {@link #onCpus}, {@link #IN_BACKGROUND}, both, or nothing
     * @param jvmOptions with spaces between them; may be empty
     * @param words the program and its options
     */
    Child(List<String> prefix, String jvmOptions, List<String> words) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (!jvmOptions.isBlank()) {
            command.addAll(List.of(jvmOptions.strip().split("\\s+", -1)));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Benchmarks.class.getName()));
        command.addAll(words);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** In front of a command: runs on these processors, as {@code taskset} takes them; empty for anywhere. */
    static List<String> onCpus(String cpus) {
        return cpus.isEmpty() ? List.of() : List.of("taskset", "-c", cpus);
    }

    long pid() {
        return process.pid();
    }

    /** Sends a line and returns the next one that comes. */
    String ask(String request) throws IOException {
        requests.write(request);
        requests.newLine();
        requests.flush();
        return answer();
    }

    /** Returns the next line that comes. */
    String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("process " + process.pid() + " has ended: " + process.info());
        }
        return line;
    }

    /** Ends it: by closing its stdin, and by force if that does not help. Idempotent. */
    @Override
    public void close() throws IOException {
        requests.close();
        boolean hasEnded = false;
        try {
            hasEnded = process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!hasEnded) {
            process.destroyForcibly();
        }
    }
}
