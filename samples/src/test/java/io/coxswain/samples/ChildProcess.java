package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program started by a test, which ends with it at the latest. */
final class ChildProcess implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 60;

    final Process process;
    private final BufferedReader out;
    private final Path errors;

    private ChildProcess(List<String> command) throws IOException {
        this.errors = Files.createTempFile("child", ".err");
        this.process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        this.out = process.inputReader(StandardCharsets.ISO_8859_1);
    }

    static ChildProcess start(String... command) throws IOException {
        return new ChildProcess(List.of(command));
    }

    /** Starts a program of this module with the JVM and the classes of this test. */
    static ChildProcess java(Class<?> program, String... arguments) throws IOException {
        return java(List.of(), program, arguments);
    }

    /** The same, with options for the JVM that come after the usual ones. */
    static ChildProcess java(List<String> options, Class<?> program, String... arguments) throws IOException {
        return new ChildProcess(javaCommand(options, System.getProperty("java.class.path"), program, arguments));
    }

    /**
     * Starts a program on a JVM that sees two processors and gets no more than so many descriptors.
     *
     * @param classPath of jars: each class in a folder would take a descriptor to load
     */
    static ChildProcess limited(int descriptorsMax, String classPath, Class<?> program, String... arguments)
            throws IOException {
        // Both limits of the two that there are: a JVM raises the soft one to the hard one.
        List<String> command = new ArrayList<>(List.of(Tools.find("bash"), "-c"));
        command.addAll(List.of("ulimit -n \"$0\" && LC_ALL=C exec \"$@\"", "" + descriptorsMax));
        command.addAll(javaCommand(List.of("-XX:ActiveProcessorCount=2"), classPath, program, arguments));
        return new ChildProcess(command);
    }

    private static List<String> javaCommand(
            List<String> options, String classPath, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(List.of("-ea", "-Xmx256m"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Reads the next line of standard output. */
    String readLine() throws Exception {
        return read(() -> String.valueOf(out.readLine()));
    }

    /** Reads the line with which a server says that it listens, and returns the port in it. */
    int awaitReady() throws Exception {
        String line = readLine();
        assertTrue(line.matches("ready on 127\\.0\\.0\\.1:[0-9]+"), line + "\n" + errors());
        return Integer.parseInt(line.substring(line.indexOf(':') + 1));
    }

    /** Reads the rest of standard output, up to its end. */
    String restOfOutput() throws Exception {
        return read(() -> {
            StringBuilder rest = new StringBuilder();
            for (int next = out.read(); next >= 0; next = out.read()) {
                rest.append((char) next);
            }
            return rest.toString();
        });
    }

    private interface Reading {
        String read() throws IOException;
    }

    private static String read(Reading reading) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return reading.read();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Sends it SIGTERM. Unlike {@code Process.destroy()} this leaves its output to be read. */
    void terminate() {
        assertTrue(process.toHandle().destroy(), "no signal could be sent");
    }

    /** Waits for the end and returns the exit status. */
    int awaitEnd() throws Exception {
        assertTrue(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "it has not ended");
        return process.exitValue();
    }

    /** What it has written to standard error. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        out.close();
        Files.deleteIfExists(errors);
    }
}
