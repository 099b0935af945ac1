package io.coxswain.tls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coxswain.fuzz.Choices;
import io.coxswain.fuzz.Effort;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@link ClientHello}, which agrees with {@link HelloModel} however many of the bytes have come, in any buffer. */
public final class ClientHelloFuzzTest {
    private static final long MILLIS_MAX = 2_000;

    @FuzzTest
    void fuzz(byte[] input) {
        Effort.judge(() -> check(input));
    }

    /**
     * One input: whether it is cut into records of some length, kind of buffer, cuts, records.
     *
     * @throws AssertionError if it breaks a law
     */
    public static void check(byte[] input) {
        Choices choices = new Choices(input);
        int fragmentBytes = choices.octet();
        int flags = choices.octet();
        Choices.Cuts cuts = choices.cuts();
        byte[] rest = choices.rest();
        byte[] records = fragmentBytes == 0 ? rest : HelloModel.recordsOf(rest, fragmentBytes);
        ByteBuffer room = ByteBuffer.allocate(records.length + 3).position(3).put(records);
        room.order((flags & 1) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);

        int whole = messageBytes(room, records.length);
        int received = 0;
        while (received < records.length) {
            received += cuts.next(records.length - received);
            int now = messageBytes(room, received);
            require(now == -1 || now == whole, "a message of " + now + " bytes, then of " + whole);
            require(now == HelloModel.messageBytes(records, received), "a message of " + now + " bytes");
            if (now > 0) {
                requireName(room, received, now, HelloModel.serverName(records, received));
            }
        }
    }

    private static int messageBytes(ByteBuffer room, int received) {
        room.limit(3 + received).position(3);
        Effort effort = new Effort();
        int bytes = ClientHello.messageBytes(room);
        effort.requireBelow(64 << 10, MILLIS_MAX);
        require(room.position() == 3 && room.limit() == 3 + received, "the buffer has moved");
        return bytes;
    }

    private static void requireName(ByteBuffer room, int received, int messageBytes, @Nullable String expected) {
        room.limit(3 + received).position(3);
        Effort effort = new Effort();
        String name = ClientHello.serverName(room, messageBytes);
        effort.requireBelow((64 << 10) + 8L * messageBytes, MILLIS_MAX);
        require(Objects.equals(name, expected), "the name is " + name + ", not " + expected);
        require(room.position() == 3 && room.limit() == 3 + received, "the buffer has moved");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
