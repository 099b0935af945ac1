package io.coxswain.samples;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coxswain.fuzz.Choices;
import io.coxswain.fuzz.Effort;

/**
 * The RESP commands of the kv server, from the bytes of two clients to the bytes that they get: see
 * {@link FuzzedServer}.
 */
public final class CommandFuzzTest {
    private static final int STREAM_BYTES_MAX = 64 << 10;

    @FuzzTest
    @DictionaryEntries({
        "*1",
        "*2",
        "*3",
        "$1",
        "$2",
        "SET k 1",
        "GET k",
        "SETRANGE k ",
        "INCRBYFLOAT k ",
        "ZADD z ",
        "ZRANGE z ",
        " BYSCORE",
        " LIMIT ",
        "ZINCRBY z ",
        "HINCRBYFLOAT h f ",
        "LPUSH l a",
        "LRANGE l ",
        "SUBSCRIBE c",
        "PSUBSCRIBE *",
        "PUBLISH c m",
        "SCAN 0 MATCH ",
        "KEYS ",
        "CONFIG SET ",
        "CLIENT ",
        "SLOWLOG ",
        "COMMAND ",
        "INFO",
        "EXPIRE k ",
        "SPOP s ",
        "SADD s a",
        "HSCAN h 0 COUNT ",
        " inf",
        "nan"
    })
    void fuzz(byte[] input) {
        Effort.judge(() -> check(input));
    }

    /**
     * One input: cuts, which byte is stretched, which client speaks when, stream.
     *
     * @throws AssertionError if it breaks a law
     */
    public static void check(byte[] input) {
        Choices choices = new Choices(input);
        Choices.Cuts cuts = choices.cuts();
        int speakers = choices.octet();
        byte[] stream = choices.restStretched(STREAM_BYTES_MAX);

        String whole = new FuzzedServer(speakers).feed(stream, new Choices(new byte[] {1}).cuts());
        String cut = new FuzzedServer(speakers).feed(stream, cuts);

        if (!whole.equals(cut)) {
            throw new AssertionError("whole: " + whole + "; cut: " + cut);
        }
    }
}
