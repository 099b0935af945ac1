package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Which turns are stalls, by a clock that the test moves. That a running engine is watched is tested in
 * {@link StallTest}.
 */
final class WatchdogTest {
    private static final long STALL_NANOS = 1_000_000_000;
    private static final long NAP_NANOS = STALL_NANOS / 4;

    private final LoopPulse pulse = new LoopPulse();
    private final List<Stall> stalls = new ArrayList<>();
    private final Watchdog watchdog = new Watchdog(pulse, () -> 0, STALL_NANOS, stalls::add);
    private long nowNanos;

    WatchdogTest() {
        pulse.bind();
    }

    private void naps(int count) {
        for (int i = 0; i < count; i++) {
            nowNanos += NAP_NANOS;
            watchdog.look(nowNanos);
        }
    }

    @Test
    void saysNothingOfALoopThatSleepsOrTurns() {
        naps(100);
        for (int i = 0; i < 100; i++) {
            pulse.begin();
            naps(3);
            pulse.end();
        }
        naps(100);

        assertEquals(List.of(), stalls);
        assertEquals(0, pulse.stallCount());
    }

    @Test
    void saysWhereTheLoopIsWhenATurnDoesNotEnd() {
        pulse.begin();
        naps(4);
        assertEquals(List.of(), stalls);

        naps(1);

        assertEquals(1, stalls.size());
        Stall stall = stalls.get(0);
        assertEquals(STALL_NANOS, stall.nanos());
        assertEquals(Thread.currentThread().getName(), stall.threadName());
        assertTrue(stall.stack().stream()
                .anyMatch(frame -> frame.getClassName().equals(getClass().getName())));
        assertEquals(stall.stack(), List.of(stall.asThrowable().getStackTrace()));
        assertTrue(stall.toString().contains("1000 ms"), stall::toString);
    }

    @Test
    void saysItAgainEachTimeThatTheStallIsTwiceAsLong() {
        pulse.begin();

        naps(4 * 17);

        assertEquals(
                List.of(1L, 2L, 4L, 8L, 16L),
                stalls.stream().map(stall -> stall.nanos() / STALL_NANOS).toList());
        assertEquals(1, pulse.stallCount());
    }

    @Test
    void countsTheNextStallAnew() {
        for (int i = 0; i < 3; i++) {
            pulse.begin();
            naps(6);
            pulse.end();
            naps(1);
        }

        assertEquals(3, stalls.size());
        assertEquals(3, pulse.stallCount());
    }

    @Test
    void takesAStoppedProcessForNoStall() {
        pulse.begin();
        naps(2);

        nowNanos += 100 * STALL_NANOS;
        watchdog.look(nowNanos);

        assertEquals(List.of(), stalls);
    }

    @Test
    void goesOnWhenItsListenerThrows() {
        Watchdog other = new Watchdog(pulse, () -> 0, 4 * NAP_NANOS, stall -> {
            stalls.add(stall);
            throw new AssertionError("on purpose");
        });
        pulse.begin();
        for (int i = 0; i < 20; i++) {
            nowNanos += NAP_NANOS;
            other.look(nowNanos);
        }

        assertEquals(3, stalls.size());
    }
}
