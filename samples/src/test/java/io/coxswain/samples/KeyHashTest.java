package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hash against the vectors that its authors publish. */
class KeyHashTest {
    /** The bytes 0, 1, 2, ... hashed with the key 00 01 02 ... 0f. */
    @ParameterizedTest
    @CsvSource({
        "0, 726fdb47dd0e0e31",
        "1, 74f839c593dc67fd",
        "2, 0d6c8009d9a94f5a",
        "7, ab0200f58b01d137",
        "8, 93f5f5799a932462",
        "15, a129ca6149be45e5",
        "63, 958a324ceb064572",
    })
    void isSipHash(int length, String expected) {
        StringBuilder text = new StringBuilder();
        for (char c = 0; c < length; c++) {
            text.append(c);
        }
        KeyHash hash = new KeyHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

        assertEquals(expected, String.format("%016x", hash.of(Requests.arguments("GET", text.toString()), 1)));
        assertNotEquals(hash.of(Requests.arguments("k"), 0), new KeyHash(1, 2).of(Requests.arguments("k"), 0));
    }
}
