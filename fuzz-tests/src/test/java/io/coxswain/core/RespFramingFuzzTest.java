package io.coxswain.core;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coxswain.fuzz.Choices;
import io.coxswain.fuzz.Effort;

/** {@link RespFraming} of any limits, which agrees with {@link RespModel} on what is a frame. */
public final class RespFramingFuzzTest {
    private static final int BYTES_MAX_WIDE = 1 << 20;

    @FuzzTest
    @DictionaryEntries({"*1", "$1", "*-1", "$-1", "*0", "$0", "2147483647", "PING"})
    void fuzz(byte[] input) {
        Effort.judge(() -> check(input));
    }

    /**
     * One input: longest frame, arguments, longest bulk string and line, each a byte where 255 is much, cuts, stream.
     *
     * @throws AssertionError if it breaks a law
     */
    public static void check(byte[] input) {
        Choices choices = new Choices(input);
        int frameBytesMax = 1 + much(choices.octet());
        int argumentCountMax = 1 + much(choices.octet());
        int bulkBytesMax = much(choices.octet());
        int lineBytesMax = 1 + much(choices.octet());
        Framing framing = new RespFraming(frameBytesMax)
                .withArgumentCountMax(argumentCountMax)
                .withBulkBytesMax(bulkBytesMax)
                .withInlineBytesMax(lineBytesMax);
        RespModel model = new RespModel(frameBytesMax, argumentCountMax, bulkBytesMax, lineBytesMax);

        Choices.Cuts cuts = choices.cuts();
        FramingLaws.hold(framing, model, choices.rest(), cuts);
    }

    private static int much(int octet) {
        return octet == 255 ? BYTES_MAX_WIDE : octet;
    }
}
