package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That the demo's clients notice when a server does something wrong. That a kv server does not, the demo shows itself.
 */
@Timeout(60)
class DemoClientTest {
    private static final String FIRST_REPLIES = "+OK\r\n$3\r\nk-0\r\n";

    /** Runs a client against a server that sends these bytes, whatever it is asked, and then closes. */
    private static DemoRun run(String bytes, boolean closing, int batch) throws Exception {
        return run(bytes, closing, batch, 0);
    }

    private static DemoRun run(String bytes, boolean closing, int batch, long periodNanos) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            DemoRun run = new DemoRun(SocketFactory.getDefault(), listening.getLocalPort());
            run.closing().set(closing);
            CompletableFuture<Void> server = CompletableFuture.runAsync(() -> {
                try (Socket client = listening.accept()) {
                    client.getOutputStream().write(Requests.bytes(bytes));
                    client.shutdownOutput();
                    client.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            new DemoClient(run, "k", batch, false, periodNanos).run();

            server.get(30, TimeUnit.SECONDS);
            return run;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+OK\r\n",
                "+OK\r\n$3\r\nk-1\r\n",
                "-ERR\r\n",
                FIRST_REPLIES,
                FIRST_REPLIES + "+OK\r\n$3\r\nk-0\r\n"
            })
    void countsWhatIsLostOrWrong(String bytes) throws Exception {
        assertEquals(1, run(bytes, false, 1).wrong().get());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "5, 0", "14, 2", "19, 2", "28, 4"})
    void acceptsTheEndBetweenTwoRepliesWhileTheServerCloses(int bytes, int replies) throws Exception {
        String all = FIRST_REPLIES + FIRST_REPLIES.replace('0', '1') + FIRST_REPLIES.replace('0', '2');

        DemoRun run = run(all.substring(0, bytes), true, 3);

        assertEquals(0, run.wrong().get());
        assertEquals(1, run.cutOff().get());
        assertEquals(replies, run.replies().get());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 6, 13, 15, 27})
    void countsATornReplyEvenWhileTheServerCloses(int bytes) throws Exception {
        String all = FIRST_REPLIES + FIRST_REPLIES.replace('0', '1');

        DemoRun run = run(all.substring(0, bytes), true, 2);

        assertEquals(1, run.wrong().get());
        assertEquals(0, run.cutOff().get());
    }

    @Test
    void sendsNoFasterThanItsRate() throws Exception {
        String all = FIRST_REPLIES + FIRST_REPLIES.replace('0', '1') + FIRST_REPLIES.replace('0', '2');
        long startNanos = System.nanoTime();

        DemoRun run = run(all, true, 1, 30_000_000);

        assertEquals(6, run.replies().get());
        assertTrue(System.nanoTime() - startNanos >= 3 * 30_000_000, "three batches in less than three periods");
    }

    @Test
    void tellsLatenciesInMicroseconds() {
        DemoRun run = new DemoRun(SocketFactory.getDefault(), 0);
        for (int i = 0; i < 99; i++) {
            run.record(100_000);
        }
        run.record(5_000_000);

        assertEquals(100, run.micros(0.5), 10);
        assertEquals(5_000, run.micros(1.0), 500);
    }
}
