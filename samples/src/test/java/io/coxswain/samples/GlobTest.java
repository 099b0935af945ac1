package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    })
    void matches(String pattern, String text, boolean expected) {
        assertEquals(expected, new Glob(pattern).matches(text));
    }
}
