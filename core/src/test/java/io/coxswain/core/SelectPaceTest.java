package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a look is due. What a look does to the links that wait is in {@link SelectorCountsTest}. */
final class SelectPaceTest {
    private static final long START_NANOS = 5_000_000_000_000L;

    private final SelectPace pace = new SelectPace();

    @ParameterizedTest(name = "a look of {0} ns is followed by the next after {1} ns")
    @CsvSource({
        "0, 1000000",
        "62500, 1000000",
        "62501, 1000016",
        "300000, 4800000",
        "500000, 8000000",
        "500001, 8000000",
        "9000000000, 8000000"
    })
    void spendsAShareOfTheTimeOnLooks(long lookNanos, long intervalNanos) {
        long endNanos = START_NANOS + lookNanos;

        pace.onLook(START_NANOS, endNanos);

        assertFalse(pace.isDue(1_000, endNanos + intervalNanos - 1));
        assertTrue(pace.isDue(1_000, endNanos + intervalNanos));
    }

    @Test
    void looksInEveryTurnWhileFewLinksWait() {
        pace.onLook(START_NANOS, START_NANOS + 500_000);

        assertTrue(pace.isDue(SelectPace.WAITING_LINKS_MIN - 1, START_NANOS + 500_000));
        assertFalse(pace.isDue(SelectPace.WAITING_LINKS_MIN, START_NANOS + 500_000));
    }

    @Test
    void forgetsWhatALookTookOnceTheLoopWasIdle() {
        pace.onLook(START_NANOS, START_NANOS + 500_000);
        long wokenNanos = START_NANOS + 60_000_000_000L;

        pace.onIdleLook(wokenNanos);

        assertFalse(pace.isDue(1_000, wokenNanos + SelectPace.INTERVAL_NANOS_MIN - 1));
        assertTrue(pace.isDue(1_000, wokenNanos + SelectPace.INTERVAL_NANOS_MIN));
    }
}
