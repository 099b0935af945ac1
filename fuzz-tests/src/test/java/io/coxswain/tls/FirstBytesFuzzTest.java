package io.coxswain.tls;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coxswain.fuzz.Effort;
import java.nio.ByteBuffer;

/** {@link FirstBytes}: once decided, more bytes change nothing, and what is decided last of all is decided in time. */
public final class FirstBytesFuzzTest {
    @FuzzTest
    @DictionaryEntries({"GET /", "HTTP/", "PRI * HT", "OPTIONS ", "PING", "CLIENT ", "*1"})
    void fuzz(byte[] input) {
        Effort.judge(() -> check(input));
    }

    /**
     * One input: a peer's first bytes.
     *
     * @throws AssertionError if it breaks a law
     */
    public static void check(byte[] input) {
        for (boolean alertExpected : new boolean[] {false, true}) {
            FirstBytes decided = FirstBytes.UNDECIDED;
            for (int count = 0; count <= Math.min(input.length, 2 * FirstBytes.BYTES_MAX); count++) {
                ByteBuffer bytes = ByteBuffer.wrap(input, 0, count).slice();
                FirstBytes now = FirstBytes.of(bytes, alertExpected);
                boolean isLast = count >= FirstBytes.BYTES_MAX || (count > 0 && input[count - 1] == '\n');
                require(decided == FirstBytes.UNDECIDED || now == decided, now, decided);
                require(now != FirstBytes.UNDECIDED || !isLast, now, decided);
                require(bytes.position() == 0 && bytes.limit() == count, now, decided);
                decided = now;
            }
        }
    }

    private static void require(boolean holds, FirstBytes now, FirstBytes before) {
        if (!holds) {
            throw new AssertionError(now + " behind " + before);
        }
    }
}
