package io.coxswain.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two lanes together, and the loop as a taker of its own jobs. Each lane as a queue is in {@link HandOverSpec}. */
class JobInboxTest {
    private final JobInbox<String> inbox = new JobInbox<>(64, 64);
    private final JobInbox.Taker<String> taker = inbox.taker();

    @Test
    void prefersTraffic() {
        inbox.offerHandshake("h0");
        inbox.offerTraffic("t0");

        assertEquals("t0", taker.take(true));
        assertEquals("h0", taker.take(true));
        assertNull(taker.take(true));
    }

    @Test
    void runsAWaitingHandshakeAfterEightTrafficJobs() {
        offerTraffic(20);
        inbox.offerHandshake("h0");
        inbox.offerHandshake("h1");

        List<String> taken = takeAll(true);

        assertEquals(22, taken.size());
        assertEquals(8, taken.indexOf("h0"));
        assertEquals(17, taken.indexOf("h1"));
    }

    /** However many traffic jobs have gone before it came, and whether or not the streak has met an empty lane. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 15, 16, 17, 31})
    void letsAHandshakeWaitForEightTrafficJobsAtTheMost(int takenBefore) {
        offerTraffic(takenBefore + 20);
        for (int i = 0; i < takenBefore; i++) {
            taker.take(true);
        }

        inbox.offerHandshake("h0");
        List<String> taken = takeAll(true);

        assertTrue(taken.indexOf("h0") <= JobInbox.TRAFFIC_STREAK_MAX, () -> "waited too long: " + taken);
    }

    @Test
    void countsAStreakAnewOnceTrafficRanDry() {
        offerTraffic(7);
        takeAll(true);

        offerTraffic(9);
        inbox.offerHandshake("h0");
        List<String> taken = takeAll(true);

        assertEquals(8, taken.indexOf("h0"));
    }

    @Test
    void countsTheStreakOfEachWorkerApart() {
        JobInbox.Taker<String> other = inbox.taker();
        offerTraffic(20);
        inbox.offerHandshake("h0");

        for (int i = 0; i < 8; i++) {
            assertEquals("t" + i, taker.take(true));
        }

        assertEquals("t8", other.take(true));
        assertEquals("h0", taker.take(true));
    }

    @Test
    void keepsHandshakesFromAWorkerThatDoesNone() {
        inbox.offerHandshake("h0");
        offerTraffic(30);

        List<String> taken = takeAll(false);

        assertEquals(30, taken.size());
        assertFalse(taken.contains("h0"));
        assertEquals("h0", taker.take(true));
    }

    /** A worker may turn to handshakes late, when another has gone: what it did before counts as one long streak. */
    @Test
    void givesAnOverdueHandshakeToAWorkerThatNowDoesThem() {
        inbox.offerHandshake("h0");
        offerTraffic(30);
        for (int i = 0; i < 10; i++) {
            taker.take(false);
        }

        assertEquals("h0", taker.take(true));
        assertEquals("t10", taker.take(true));
    }

    @Test
    void starvesNeitherLaneWhenBothAreAlwaysFull() {
        int sinceTraffic = 0;
        int sinceHandshake = 0;
        for (int i = 0; i < 10_000; i++) {
            inbox.offerTraffic("t");
            inbox.offerHandshake("h");

            boolean handshake = "h".equals(taker.take(true));

            sinceTraffic = handshake ? sinceTraffic + 1 : 0;
            sinceHandshake = handshake ? 0 : sinceHandshake + 1;
            assertTrue(sinceTraffic <= 1, "two handshakes in a row while traffic waited");
            assertTrue(sinceHandshake <= JobInbox.TRAFFIC_STREAK_MAX, "a handshake waited for more than eight jobs");
        }
    }

    @Test
    void knowsWhetherAWorkerHasSomethingToDo() {
        assertFalse(inbox.hasJobs(true));

        inbox.offerHandshake("h0");
        assertTrue(inbox.hasJobs(true));
        assertFalse(inbox.hasJobs(false));

        inbox.offerTraffic("t0");
        assertTrue(inbox.hasJobs(false));

        takeAll(true);
        assertFalse(inbox.hasJobs(true));
    }

    @Test
    void countsWhatWaitsInEachLane() {
        offerTraffic(5);
        inbox.offerHandshake("h0");
        inbox.offerHandshake("h1");
        taker.take(true);

        assertEquals(4, inbox.trafficCount());
        assertEquals(2, inbox.handshakeCount());
    }

    @Test
    void showsTheOldestTrafficJobAndLeavesIt() {
        assertNull(inbox.oldestTraffic());

        inbox.offerHandshake("h0");
        assertNull(inbox.oldestTraffic());

        offerTraffic(2);
        assertEquals("t0", inbox.oldestTraffic());
        assertEquals("t0", inbox.oldestTraffic());
        assertEquals("t0", taker.take(true));
        assertEquals("t1", inbox.oldestTraffic());
        assertEquals("t1", inbox.takeBack());
        assertNull(inbox.oldestTraffic());
    }

    @Test
    void takesBackTheOldestOfEachLane() {
        offerTraffic(2);
        inbox.offerHandshake("h0");
        inbox.offerHandshake("h1");

        assertEquals("t0", inbox.takeBack());
        assertEquals("h0", inbox.takeBackHandshake());
        assertEquals("t1", inbox.takeBack());
        assertNull(inbox.takeBack());
        assertEquals("h1", inbox.takeBackHandshake());
        assertNull(inbox.takeBackHandshake());
    }

    /**
     * Three workers and the loop take from both lanes at once. Each job is taken once, by somebody who may: the first
     * worker does no handshakes, and the loop looks at no job that it has not offered. Lanes of two make them wait for each
     * other at every job, on a busy machine for a time slice of everybody else: so fewer jobs there.
     */
    @ParameterizedTest
    @CsvSource({"2, 4000", "64, 100000"})
    void handsEachJobToOneWorkerOrBackToTheLoop(int slots, int jobs) throws InterruptedException {
        JobInbox<Integer> contended = new JobInbox<>(slots, slots);
        AtomicIntegerArray timesTaken = new AtomicIntegerArray(jobs);
        AtomicInteger taken = new AtomicInteger();
        Crew crew = new Crew();

        for (int i = 0; i < 3; i++) {
            boolean withHandshakes = i > 0;
            JobInbox.Taker<Integer> worker = contended.taker();
            crew.start("worker-" + i, () -> {
                while (taken.get() < jobs && crew.goesOn()) {
                    Integer job = worker.take(withHandshakes);
                    assertTrue(withHandshakes || job == null || !isHandshake(job), "a handshake on the first worker");
                    count(job, timesTaken, taken);
                }
            });
        }
        crew.start("loop", () -> {
            int next = 0;
            while (taken.get() < jobs && crew.goesOn()) {
                if (next < jobs
                        && (isHandshake(next) ? contended.offerHandshake(next) : contended.offerTraffic(next))) {
                    next++;
                } else {
                    // Full: whoever is to take one may be waiting for this processor.
                    Thread.yield();
                }
                Integer oldest = contended.oldestTraffic();
                assertTrue(oldest == null || oldest < next, "saw a job before it was offered");
                if (next % 5 == 0) {
                    count(contended.takeBack(), timesTaken, taken);
                    count(contended.takeBackHandshake(), timesTaken, taken);
                }
            }
        });
        crew.join();

        for (int i = 0; i < jobs; i++) {
            assertEquals(1, timesTaken.get(i), "times taken, job " + i);
        }
        assertFalse(contended.hasJobs(true));
    }

    private static boolean isHandshake(int job) {
        return job % 3 == 0;
    }

    private static void count(@Nullable Integer job, AtomicIntegerArray timesTaken, AtomicInteger taken) {
        if (job == null) {
            Thread.yield();
        } else {
            timesTaken.incrementAndGet(job);
            taken.incrementAndGet();
        }
    }

    private void offerTraffic(int jobs) {
        for (int i = 0; i < jobs; i++) {
            assertTrue(inbox.offerTraffic("t" + i));
        }
    }

    private List<String> takeAll(boolean withHandshakes) {
        List<String> taken = new ArrayList<>();
        String job = taker.take(withHandshakes);
        while (job != null) {
            taken.add(job);
            job = taker.take(withHandshakes);
        }
        return taken;
    }
}
