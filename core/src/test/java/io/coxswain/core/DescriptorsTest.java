package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
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
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Long2ObjectHashMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener whose process has no descriptor left: {@link DescriptorsProcess}, under a limit that is soon reached. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
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
        try (BufferedReader answers = process.inputReader();
                PrintStream commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII)) {
            int port = Integer.parseInt(answer(answers, "port "));
            TestPeer early = connect(peers, port);
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

    private static String ask(PrintStream commands, BufferedReader answers, String command, String expected)
            throws IOException {
        commands.println(command);
        return answer(answers, expected);
    }

    private static String answer(BufferedReader answers, String expected) throws IOException {
        StringBuilder said = new StringBuilder();
        String line = answers.readLine();
        while (line != null && !line.startsWith(expected)) {
            said.append(line).append('\n');
            line = answers.readLine();
        }
        if (line == null) {
            throw new IOException("the process ended before '" + expected + "'; it said: " + said);
        }
        return line.substring(expected.length());
    }

    private static Process startProcess() throws IOException, URISyntaxException {
        List<String> classPath = new ArrayList<>();
        for (Class<?> type : Arrays.asList(
                Engine.class,
                DescriptorsProcess.class,
                io.coxswain.queues.JobInbox.class,
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
