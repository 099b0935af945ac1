package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.core.OffloadPolicy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An echo server over sockets. */
@Timeout(60)
class EchoServerTest {
    private static byte[] frame(int bytes, Random random) {
        byte[] frame = new byte[bytes];
        random.nextBytes(frame);
        ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(0, bytes);
        return frame;
    }

    @ParameterizedTest
    @EnumSource(OffloadPolicy.class)
    void sendsEveryFrameBack(OffloadPolicy policy) throws Exception {
        long seed = 7;
        Random random = new Random(seed);
        try (RunningServer server = RunningServer.echo(policy);
                SocketClient client = server.connect()) {
            for (int bytes : new int[] {4, 5, 128, 70_000, EchoServer.FRAME_BYTES_MAX, 4}) {
                byte[] frame = frame(bytes, random);
                client.send(frame);
                assertArrayEquals(frame, client.receive(bytes), "seed " + seed + ", frame of " + bytes);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(OffloadPolicy.class)
    void keepsTheOrderOfPipelinedFrames(OffloadPolicy policy) throws Exception {
        long seed = 8;
        Random random = new Random(seed);
        ByteBuffer frames = ByteBuffer.allocate(600 * 300);
        for (int i = 0; i < 600; i++) {
            frames.put(frame(4 + random.nextInt(290), random));
        }
        byte[] all = new byte[frames.flip().remaining()];
        frames.get(all);
        try (RunningServer server = RunningServer.echo(policy);
                SocketClient client = server.connect()) {
            client.send(all);
            assertArrayEquals(all, client.receive(all.length), "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, -1, Integer.MIN_VALUE, EchoServer.FRAME_BYTES_MAX + 1, Integer.MAX_VALUE})
    void endsALinkWhoseFrameHasNoSuchLength(int length) throws Exception {
        byte[] header = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array();
        try (RunningServer server = RunningServer.echo(OffloadPolicy.ADAPTIVE);
                SocketClient other = server.connect();
                SocketClient client = server.connect()) {
            client.exchange("\5\0\0\0a", "\5\0\0\0a");
            client.send(header);
            client.expectEnd();

            other.exchange("\5\0\0\0b", "\5\0\0\0b");
        }
    }

    /** The clock goes on by 300 ns whenever it is read: 1000 ns of work are over at the fifth reading. */
    @Test
    void worksForAsLongAsItIsTold() {
        long[] reads = new long[1];
        EchoServer server = new EchoServer(1_000, () -> 300 * reads[0]++);

        server.work();

        assertEquals(5, reads[0]);
    }
}
