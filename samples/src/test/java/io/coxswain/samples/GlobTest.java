package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns against texts. */
class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "save, save, true",
        "save, saved, false",
        "saved, save, false",
        "*, save, true",
        "*, '', true",
        "'', '', true",
        "'', save, false",
        "?, '', false",
        "s?ve, save, true",
        "s?ve, sve, false",
        "s*e, save, true",
        "s*e, se, true",
        "*a*e*, save, true",
        "*ab, aab, true",
        "*abc*abd, abcabcabd, true",
        "*a, save, false",
        "save**, save, true",
        "*, a/b.c, true",
        "h[ae]llo, hello, true",
        "h[ae]llo, hillo, false",
        "h[^e]llo, hallo, true",
        "h[^e]llo, hello, false",
        "h[a-c]llo, hbllo, true",
        "h[c-a]llo, hbllo, true",
        "h[a-c]llo, hdllo, false",
        "h[^a-c]llo, hdllo, true",
        "[ab][cd], bd, true",
        "*[ab]c, xxac, true",
        "*[ab]c*, xaxbcx, true",
        "h\\*llo, h*llo, true",
        "h\\*llo, hello, false",
        "h\\?llo, hello, false",
        "a\\, a\\, true",
        "\\a, a, true",
        "[\\]], ], true",
        "[\\^a], ^, true",
        "[a^], ^, true",
        "[^^], ^, false",
        "[], a, false",
        "[], '', false",
        "[^], a, true",
        "[, a, false",
        "[a, a, true",
        "[a-, -, true",
        "[a-, a, true",
        "[ab, c, false",
        "[-x], -, true",
        "[a-], _, true",
        "a[], a, false",
        "a-b, a-b, true",
        "a]b, a]b, true",
    })
    void matches(String pattern, String text, boolean expected) {
        assertEquals(expected, new Glob(pattern).matches(text));
    }

    @Test
    void matchesEveryByte() {
        for (int b = 0; b < 256; b++) {
            byte[] text = {(byte) b};
            assertTrue(new Glob("?").matches(text), () -> "byte " + text[0]);
            assertTrue(new Glob("[\0-\u00ff]").matches(text), () -> "byte " + text[0]);
            assertFalse(new Glob("[^\0-\u00ff]").matches(text), () -> "byte " + text[0]);
        }
    }

    /** The pattern that takes those matchers for ever which try all stars again. */
    @Test
    void isNotHeldUpByManyStars() {
        Glob glob = new Glob("*a".repeat(100) + "b");

        assertTimeout(Duration.ofSeconds(5), () -> assertFalse(glob.matches("a".repeat(10_000))));
    }
}
