package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Long2ObjectHashMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener whose process has no descriptor left: {@link DescriptorsProcess}, under a limit that is soon reached. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DescriptorsTest {
    private static final int DESCRIPTORS_MAX = 128;
    private static final int WAITING = 20;
    private static final byte[] FRAME = TestPeer.frame(10, 1);

    @Test
    void keepsItsPortWithoutSpinningUntilThereAreDescriptorsAgain() throws Exception {
        if (!Files.isExecutable(Path.of("/bin/bash"))) {
            String message = "SKIPPED, TOOL ABSENT: bash";
            System.out.println(message);
            Assumptions.abort(message);
        }
        Process process = startProcess();
        List<TestPeer> peers = new ArrayList<>();
        Answers answers = new Answers(process);
        try (PrintStream commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII)) {
            int port = Integer.parseInt(answers.next("port "));
            TestPeer early = connect(peers, port);
            early.write(FRAME).expect(FRAME);
            // The second is read when the loop is through with the first, and so has loaded every class that one
            // takes: the class path is of folders here, and each class needs a descriptor.
            early.write(FRAME).expect(FRAME);

            ask(commands, answers, "fill", "filled");
            for (int i = 0; i < WAITING; i++) {
                connect(peers, port).write(FRAME);
            }
            long turns = Long.parseLong(ask(commands, answers, "watch", "turns "));
            early.write(FRAME).expect(FRAME);
            assertTrue(turns < 200, turns + " turns in about a second");
            ask(commands, answers, "free", "freed");
            for (TestPeer peer : peers.subList(1, peers.size())) {
                peer.expect(FRAME);
            }

            ask(commands, answers, "fill", "filled");
            connect(peers, port).write(FRAME);
            ask(commands, answers, "watch", "turns ");
            ask(commands, answers, "free", "freed");
            peers.get(peers.size() - 1).expect(FRAME);
            // Told twice, once for each of the two times.
            assertEquals("2 " + (WAITING + 2), ask(commands, answers, "end", "told and accepted "));
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        } finally {
            for (TestPeer peer : peers) {
                peer.close();
            }
            process.destroyForcibly();
        }
    }

    private static TestPeer connect(List<TestPeer> peers, int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(EngineSpec.loopback(port), (int) Await.LIMIT.toMillis());
        TestPeer peer = TestPeer.of(socket);
        peers.add(peer);
        return peer;
    }

    private static String ask(PrintStream commands, Answers answers, String command, String expected)
            throws InterruptedException {
        commands.println(command);
        return answers.next(expected);
    }

    /** What the process says, errors of its virtual machine among it. One that falls silent is asked for its stacks. */
    private static final class Answers {
        private static final long SILENCE_SECONDS_MAX = 20;
        private static final long STACKS_SECONDS_MAX = 3;

        private final Process process;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final List<String> said = new ArrayList<>();

        Answers(Process process) {
            this.process = process;
            Thread reader = new Thread(() -> process.inputReader().lines().forEach(lines::add), "descriptors-reader");
            reader.setDaemon(true);
            reader.start();
        }

        String next(String expected) throws InterruptedException {
            String line = lines.poll(SILENCE_SECONDS_MAX, TimeUnit.SECONDS);
            while (line != null && !line.startsWith(expected)) {
                said.add(line);
                line = lines.poll(SILENCE_SECONDS_MAX, TimeUnit.SECONDS);
            }
            return line == null
                    ? fail("no '" + expected + "'; it said: " + saidAndStacks())
                    : line.substring(expected.length());
        }

        private String saidAndStacks() throws InterruptedException {
            try {
                new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid()))
                        .start()
                        .waitFor();
            } catch (IOException e) {
                said.add("no stacks: " + e);
            }
            String line = lines.poll(STACKS_SECONDS_MAX, TimeUnit.SECONDS);
            while (line != null) {
                said.add(line);
                line = lines.poll(STACKS_SECONDS_MAX, TimeUnit.SECONDS);
            }
            return String.join("\n", said);
        }
    }

    private static Process startProcess() throws IOException, URISyntaxException {
        List<String> classPath = new ArrayList<>();
        for (Class<?> type : Arrays.asList(
                Engine.class,
                DescriptorsProcess.class,
                io.coxswain.queues.JobInbox.class,
                io.coxswain.tls.TlsConfig.class,
                Long2ObjectHashMap.class,
                org.jctools.queues.SpmcArrayQueue.class)) {
            classPath.add(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                "/bin/bash",
                "-c",
                "ulimit -n " + DESCRIPTORS_MAX + "; exec \"$0\" \"$@\"",
                java,
                "-ea",
                "-cp",
                String.join(System.getProperty("path.separator"), classPath),
                DescriptorsProcess.class.getName());
        builder.redirectErrorStream(true);
        return builder.start();
    }
}
