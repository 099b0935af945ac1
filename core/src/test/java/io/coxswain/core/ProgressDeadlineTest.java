package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a half has stood still for too long. What its owner makes of it: {@link LastLookTest}, {@link SilenceTest}. */
final class ProgressDeadlineTest {
    private static final long LIMIT_NANOS = 1_000_000;

    private final Progress progress = new Progress();
    private LoopBench bench;
    private ProgressDeadline deadline;
    private int expiries;

    @BeforeEach
    void open() throws IOException {
        bench = new LoopBench();
        deadline = new ProgressDeadline(bench.loop, progress, LIMIT_NANOS, () -> expiries++);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private void expectAfter(long nanos, int expected) {
        bench.advanceNanos(nanos);
        assertEquals(expected, expiries);
    }

    @Test
    void expiresAtItsLimitAndNotBefore() {
        deadline.start();

        expectAfter(LIMIT_NANOS - 1, 0);
        expectAfter(1, 1);
        expectAfter(10 * LIMIT_NANOS, 1);
    }

    @Test
    void isPutOffByEveryByteWithoutATimerForIt() {
        deadline.start();
        for (int i = 0; i < 1_000; i++) {
            bench.advanceNanos(LIMIT_NANOS / 2);
            progress.advance(1, bench.time.getAsLong());
        }
        assertEquals(0, expiries);

        expectAfter(LIMIT_NANOS - 1, 0);
        expectAfter(1, 1);
    }

    @Test
    void countsAnewFromEachStart() {
        deadline.start();
        bench.advanceNanos(LIMIT_NANOS - 1);
        deadline.start();

        expectAfter(LIMIT_NANOS - 1, 0);
        expectAfter(1, 1);
        deadline.start();
        expectAfter(LIMIT_NANOS - 1, 1);
        expectAfter(1, 2);
    }

    @Test
    void isNotPutOffByBytesFromBeforeItsStart() {
        progress.advance(1, bench.time.getAsLong());
        bench.advanceNanos(5 * LIMIT_NANOS);
        deadline.start();

        expectAfter(LIMIT_NANOS - 1, 0);
        expectAfter(1, 1);
    }

    @Test
    void standsStillWhileItIsStopped() {
        deadline.start();
        deadline.stop();
        expectAfter(10 * LIMIT_NANOS, 0);
        assertEquals(Long.MAX_VALUE, bench.parts.timers().nanosToNext(), "a timer for nothing");

        deadline.start();
        bench.advanceNanos(LIMIT_NANOS / 2);
        deadline.stop();
        deadline.start();
        expectAfter(LIMIT_NANOS - 1, 0);
        expectAfter(1, 1);
    }

    @Test
    void leavesNoTimerWhenItHasEnded() {
        deadline.start();
        deadline.end();
        deadline.end();

        assertEquals(Long.MAX_VALUE, bench.parts.timers().nanosToNext());
        expectAfter(10 * LIMIT_NANOS, 0);
    }

    @Test
    void doesNothingWithoutALimit() {
        ProgressDeadline never = new ProgressDeadline(bench.loop, progress, 0, () -> expiries++);
        never.start();

        assertEquals(Long.MAX_VALUE, bench.parts.timers().nanosToNext());
        never.stop();
        never.end();
    }

    @Test
    void isNotConfusedByAClockThatWraps() {
        bench.time.advanceNanos(Long.MAX_VALUE - bench.time.getAsLong() - LIMIT_NANOS / 2);
        bench.parts.clock().refresh();
        progress.start(bench.time.getAsLong());
        deadline.start();

        expectAfter(LIMIT_NANOS - 1, 0);
        expectAfter(1, 1);
    }
}
