package io.coxswain.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coxswain.fuzz.Choices;
import io.coxswain.fuzz.Effort;

/** {@link LineFraming} of any maximum. */
public final class LineFuzzTest {
    @FuzzTest
    void fuzz(byte[] input) {
        Effort.judge(() -> check(input));
    }

    /**
     * One input: maximum, cuts, stream.
     *
     * @throws AssertionError if it breaks a law
     */
    public static void check(byte[] input) {
        Choices choices = new Choices(input);
        int frameBytesMax = 1 + choices.octet();
        Choices.Cuts cuts = choices.cuts();
        FramingLaws.Model model = (stream, start, end) -> {
            for (int i = start; i < Math.min(end, start + frameBytesMax); i++) {
                if (stream[i] == '\n') {
                    return i + 1L - start;
                }
            }
            return 0;
        };

        FramingLaws.hold(new LineFraming(frameBytesMax), model, choices.rest(), cuts);
    }
}
