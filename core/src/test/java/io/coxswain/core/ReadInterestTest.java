package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How often a link is left to a worker; what comes of it is in {@link LingeringTest}. */
final class ReadInterestTest {
    @Test
    void skipsTwiceAsManyDeliveriesAfterEachLingeringInVain() {
        int skipped = 0;
        for (int expected : new int[] {1, 2, 4, 8, 16, 32, 64, 64}) {
            skipped = ReadInterest.skippedDeliveriesAfter(skipped, false);
            assertEquals(expected, skipped);
        }
    }

    @Test
    void skipsNoneAfterOneThatFoundSomething() {
        assertEquals(0, ReadInterest.skippedDeliveriesAfter(64, true));
        assertEquals(0, ReadInterest.skippedDeliveriesAfter(0, true));
    }
}
