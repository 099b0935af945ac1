package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Everything here runs by a clock that a test moves. When the loop looks at its timers is {@link DutyCycle}'s. */
final class TimersTest {
    private final ManualClock time = new ManualClock(1_000);
    private final LoopClock clock = new LoopClock(time);
    private final Timers timers = new Timers(clock);

    private static LoopTask task() {
        // A lambda without captures would be one object for all.
        Object identity = new Object();
        return loop -> assertNotNull(identity);
    }

    private void advance(long nanos) {
        time.advanceNanos(nanos);
        clock.refresh();
    }

    @Test
    void givesOutWhatIsDueAndNotBefore() {
        LoopTask task = task();
        timers.schedule(100, task);

        advance(99);
        assertNull(timers.pollDue());
        advance(1);

        assertSame(task, timers.pollDue());
        assertNull(timers.pollDue());
    }

    @Test
    void givesOutTheSoonestFirstAndEqualsInTheirOrder() {
        LoopTask late = task();
        LoopTask soon = task();
        LoopTask soonToo = task();
        timers.schedule(30, late);
        timers.schedule(10, soon);
        timers.schedule(10, soonToo);

        advance(50);

        assertSame(soon, timers.pollDue());
        assertSame(soonToo, timers.pollDue());
        assertSame(late, timers.pollDue());
    }

    @Test
    void takesANegativeDelayForNone() {
        LoopTask task = task();
        timers.schedule(Long.MIN_VALUE, task);

        assertEquals(0, timers.nanosToNext());
        assertSame(task, timers.pollDue());
    }

    @Test
    void startsOneTimerAgainAndAgain() {
        LoopTask task = task();
        Timer timer = timers.prepare(task);
        assertEquals(Long.MAX_VALUE, timers.nanosToNext());
        assertFalse(timer.cancel(), "nothing to cancel");

        for (int i = 0; i < 3; i++) {
            timers.start(timer, 100);
            advance(99);
            assertNull(timers.pollDue());
            advance(1);
            assertSame(task, timers.pollDue());
        }
        timers.start(timer, 100);
        assertTrue(timer.cancel());
        advance(100);

        assertNull(timers.pollDue());
    }

    @Test
    void tellsExactlyWhenTheNextIsDue() {
        assertEquals(Long.MAX_VALUE, timers.nanosToNext());
        timers.schedule(500, task());
        timers.schedule(200, task());

        assertEquals(200, timers.nanosToNext());
        advance(150);
        assertEquals(50, timers.nanosToNext());
        advance(500);
        assertEquals(0, timers.nanosToNext());
        timers.pollDue();
        timers.pollDue();

        assertEquals(Long.MAX_VALUE, timers.nanosToNext());
    }

    @Test
    void givesOutNothingThatWasCancelled() {
        Timer cancelled = timers.schedule(10, task());
        LoopTask kept = task();
        timers.schedule(20, kept);

        assertTrue(cancelled.cancel());
        assertFalse(cancelled.cancel());
        advance(100);

        assertSame(kept, timers.pollDue());
        assertNull(timers.pollDue());
    }

    /** Or the loop would wake up for nobody: every connection that opens cancels its deadline. */
    @Test
    void doesNotCountCancelledOnesAsNext() {
        Timer first = timers.schedule(10, task());
        Timer second = timers.schedule(20, task());
        timers.schedule(30, task());

        first.cancel();
        second.cancel();
        assertEquals(30, timers.nanosToNext());
        timers.schedule(5, task()).cancel();

        assertEquals(30, timers.nanosToNext());
    }

    @Test
    void cancelsNothingThatIsDone() {
        Timer timer = timers.schedule(10, task());
        advance(10);
        timers.pollDue();

        assertFalse(timer.cancel());
    }

    @Test
    void letsGoOfCancelledOnesLongBeforeTheyWereDue() {
        List<WeakReference<Object>> held = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            held.add(scheduleAndCancel());
        }

        Await.until("all but a few of 1,000 cancelled timers are collected", () -> count(held) + " are left", () -> {
            System.gc();
            return count(held) <= 65;
        });
        assertEquals(Long.MAX_VALUE, timers.nanosToNext());
    }

    private WeakReference<Object> scheduleAndCancel() {
        Object link = new Object();
        timers.schedule(1_000_000_000_000L, loop -> assertNotNull(link)).cancel();
        return new WeakReference<>(link);
    }

    private static long count(List<WeakReference<Object>> held) {
        return held.stream().filter(reference -> reference.get() != null).count();
    }

    @Test
    void keepsItsOrderWhileTheClockWraps() {
        ManualClock wrapping = new ManualClock(Long.MAX_VALUE - 50);
        LoopClock wrappingClock = new LoopClock(wrapping);
        Timers tried = new Timers(wrappingClock);
        LoopTask after = task();
        LoopTask before = task();
        tried.schedule(100, after);
        tried.schedule(20, before);

        assertEquals(20, tried.nanosToNext());
        wrapping.advanceNanos(20);
        wrappingClock.refresh();
        assertSame(before, tried.pollDue());
        assertNull(tried.pollDue());
        assertEquals(80, tried.nanosToNext());
        wrapping.advanceNanos(80);
        assertTrue(wrappingClock.refresh() < 0);

        assertSame(after, tried.pollDue());
    }

    /** A deadline of never must not be taken for the first of all when another is overdue. */
    @Test
    void keepsTheOrderOfTheLongestDelayAndWhatIsOverdue() {
        LoopTask overdue = task();
        timers.schedule(10, overdue);
        advance(1_000);

        timers.schedule(Long.MAX_VALUE, task());

        assertEquals(0, timers.nanosToNext());
        assertSame(overdue, timers.pollDue());
        assertNull(timers.pollDue());
        assertTrue(timers.nanosToNext() > 100L * 365 * 24 * 3_600 * 1_000_000_000, "a hundred years");
    }

    @Test
    void givesOutEveryTimerOnceAndInOrder() {
        for (long seed = 1; seed <= 50; seed++) {
            givesOutEveryTimer(new Random(seed), "seed " + seed);
        }
    }

    private void givesOutEveryTimer(Random random, String run) {
        IdentityHashMap<LoopTask, Long> deadlines = new IdentityHashMap<>();
        List<Long> expected = new ArrayList<>();
        List<Long> done = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            long delayNanos = random.nextInt(200);
            LoopTask task = task();
            deadlines.put(task, clock.nanos() + delayNanos);
            Timer timer = timers.schedule(delayNanos, task);
            if (random.nextInt(3) == 0) {
                timer.cancel();
            } else {
                expected.add(clock.nanos() + delayNanos);
            }
            if (random.nextInt(4) == 0) {
                advance(random.nextInt(100));
                takeDue(deadlines, done);
                assertTrue(done.isEmpty() || done.get(done.size() - 1) <= clock.nanos(), run);
            }
        }
        advance(1_000);
        takeDue(deadlines, done);

        assertEquals(expected.stream().sorted().toList(), done, run);
        assertEquals(Long.MAX_VALUE, timers.nanosToNext(), run);
    }

    private void takeDue(IdentityHashMap<LoopTask, Long> deadlines, List<Long> done) {
        LoopTask task = timers.pollDue();
        while (task != null) {
            done.add(Objects.requireNonNull(deadlines.get(task)));
            task = timers.pollDue();
        }
    }
}
