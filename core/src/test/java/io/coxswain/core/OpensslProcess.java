package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * OpenSSL's tool, as a client or a server, for as long as a test lasts. Where it is not installed the test is skipped,
 * loudly.
 *
 * <p><b>Threads.</b> The test's; one of its own collects what the tool says, both ways.
 */
final class OpensslProcess implements AutoCloseable {
    private final Process process;
    private final Thread reader;
    // Synchronized in itself: one thread collects, another looks.
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    private OpensslProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::collect, "openssl-reader");
        reader.setDaemon(true);
        reader.start();
    }

    static OpensslProcess start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(find()));
        command.addAll(arguments);
        return new OpensslProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private static String find() {
        for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
            Path path = Path.of(directory, "openssl");
            if (Files.isExecutable(path)) {
                return path.toString();
            }
        }
        // The beginning of the line is what scripts look for.
        System.out.println("\nSKIPPED, TOOL ABSENT: openssl");
        return abort("openssl is not installed");
    }

    private void collect() {
        try (InputStream said = process.getInputStream()) {
            int next = said.read();
            while (next >= 0) {
                output.write(next);
                next = said.read();
            }
        } catch (IOException e) {
            output.writeBytes(e.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Writes a line to its standard input. */
    void say(String line) throws IOException {
        Writer input = process.outputWriter(StandardCharsets.US_ASCII);
        input.write(line + "\n");
        input.flush();
    }

    /** Waits until it has said this. */
    void awaitSaid(String text) {
        Await.until("'" + text + "'", this::said, () -> said().contains(text));
    }

    /** Waits until it has said where it listens, as a server does. */
    int awaitPort() {
        String before = "ACCEPT 127.0.0.1:";
        Await.until("a port", this::said, () -> said().matches("(?s).*" + before + "[0-9]+\n.*"));
        String said = said();
        int start = said.indexOf(before) + before.length();
        return Integer.parseInt(said.substring(start, said.indexOf('\n', start)));
    }

    /** Waits for its own end, and returns all that it has said. */
    String awaitEnd() throws InterruptedException {
        assertTrue(process.waitFor(Await.LIMIT.toSeconds(), TimeUnit.SECONDS), () -> "it has not ended: " + said());
        reader.join(Await.LIMIT.toMillis());
        return said();
    }

    String said() {
        return output.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            assertTrue(process.waitFor(Await.LIMIT.toSeconds(), TimeUnit.SECONDS), "it cannot be killed");
            reader.join(Await.LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.getOutputStream().close();
        process.getErrorStream().close();
    }
}
