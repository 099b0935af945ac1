package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose turn it is, and for how long. A turn here is a read that finds nothing and takes the time that a test says. */
final class TurnsTest {
    private static final long LINK_NANOS = 1_000_000;

    /** In one stage each kind has so much time, as {@link Turns} says. */
    private static final long STAGE_NANOS = 200_000;

    private final List<String> served = new ArrayList<>();
    private LoopBench bench;
    private Turns turns;

    @BeforeEach
    void open() throws IOException {
        bench = new LoopBench();
        turns = new Turns(bench.parts.clock(), LINK_NANOS);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private void enqueue(LinkKind kind, String name, long nanos) throws IOException {
        ScriptedChannel source = new ScriptedChannel().thenRead(target -> {
            served.add(name);
            bench.time.advanceNanos(nanos);
            return 0;
        });
        turns.enqueue(bench.newReader(kind, source), kind);
    }

    private void enqueue(LinkKind kind, int count, long nanos) throws IOException {
        for (int i = 0; i < count; i++) {
            enqueue(kind, kind.name().charAt(0) + String.valueOf(i), nanos);
        }
    }

    @Test
    void servesPeersAndClientsInAlternation() throws IOException {
        enqueue(LinkKind.CLIENT, 3, 10);
        enqueue(LinkKind.PEER, 2, 10);
        assertEquals(5, turns.waitingCount());

        assertEquals(5, turns.run());

        assertEquals(List.of("P0", "C0", "P1", "C1", "C2"), served);
        assertTrue(turns.isEmpty());
        assertEquals(0, turns.run());
    }

    @Test
    void costsAPeerOneStageOfAFloodOfClients() throws IOException {
        enqueue(LinkKind.CLIENT, 100, 50_000);

        assertEquals(4, turns.run());
        enqueue(LinkKind.PEER, "late", 10);
        long waitingSinceNanos = bench.time.getAsLong();
        turns.run();

        assertEquals("late", served.get(4), "first of the next stage");
        assertTrue(bench.time.getAsLong() - waitingSinceNanos <= STAGE_NANOS + 10);
        assertEquals(List.of("C0", "C1", "C2", "C3", "late", "C4", "C5", "C6", "C7"), served);
    }

    @Test
    void costsAClientOneStageOfAFloodOfPeers() throws IOException {
        enqueue(LinkKind.PEER, 100, 50_000);
        enqueue(LinkKind.CLIENT, "only", 10);

        assertEquals(5, turns.run());

        assertEquals(List.of("P0", "only", "P1", "P2", "P3"), served);
        assertEquals(96, turns.waitingCount());
    }

    @Test
    void givesEachKindATurnHoweverLongTheOthersTake() throws IOException {
        enqueue(LinkKind.CLIENT, 2, 10 * STAGE_NANOS);
        enqueue(LinkKind.PEER, 2, 10 * STAGE_NANOS);

        assertEquals(2, turns.run());
        assertEquals(2, turns.run());

        assertEquals(List.of("P0", "C0", "P1", "C1"), served);
    }

    @Test
    void keepsTheOrderOfThoseThatWaitForTheNextStage() throws IOException {
        enqueue(LinkKind.CLIENT, 10, STAGE_NANOS);

        for (int i = 0; i < 10; i++) {
            assertEquals(1, turns.run());
        }

        assertEquals(IntStream.range(0, 10).mapToObj(i -> "C" + i).toList(), served);
    }

    @Test
    void leavesThoseThatComeDuringAStageToTheNext() throws IOException {
        LinkReader again = bench.newReader(LinkKind.CLIENT, new ScriptedChannel());
        ScriptedChannel source = new ScriptedChannel().thenRead(target -> {
            turns.enqueue(again, LinkKind.CLIENT);
            return 0;
        });
        turns.enqueue(bench.newReader(LinkKind.CLIENT, source), LinkKind.CLIENT);

        assertEquals(1, turns.run());

        assertEquals(1, turns.waitingCount());
    }

    @Test
    void boundsTheDeliveriesOfEachKindForItself() {
        turns.beginCycle();
        turns.onDelivered(LinkKind.CLIENT, 2 * LINK_NANOS - 1);
        assertTrue(turns.mayDeliver(LinkKind.CLIENT));

        turns.onDelivered(LinkKind.CLIENT, 1);
        assertFalse(turns.mayDeliver(LinkKind.CLIENT));
        assertTrue(turns.mayDeliver(LinkKind.PEER));
        turns.onDelivered(LinkKind.PEER, 2 * LINK_NANOS);
        assertFalse(turns.mayDeliver(LinkKind.PEER));
        turns.beginCycle();

        assertTrue(turns.mayDeliver(LinkKind.CLIENT));
        assertTrue(turns.mayDeliver(LinkKind.PEER));
    }

    @Test
    void leavesTheFirstInItsPlaceWhenTheBudgetIsSpent() throws IOException {
        enqueue(LinkKind.CLIENT, 2, 10);
        turns.beginCycle();
        assertFalse(turns.isFree(LinkKind.CLIENT));
        assertTrue(turns.isFree(LinkKind.PEER));

        turns.onDelivered(LinkKind.CLIENT, 2 * LINK_NANOS);
        assertEquals(0, turns.run());
        turns.beginCycle();
        assertEquals(2, turns.run());

        assertEquals(List.of("C0", "C1"), served);
        assertTrue(turns.isFree(LinkKind.CLIENT));
        turns.onDelivered(LinkKind.CLIENT, 2 * LINK_NANOS);
        assertFalse(turns.isFree(LinkKind.CLIENT));
    }

    @Test
    void takesTheLargestBudgetForOneWithoutEnd() {
        Turns endless = new Turns(bench.parts.clock(), Long.MAX_VALUE);
        endless.beginCycle();
        assertTrue(endless.mayDeliver(LinkKind.CLIENT));

        endless.onDelivered(LinkKind.CLIENT, 3_600_000_000_000L);

        assertTrue(endless.mayDeliver(LinkKind.CLIENT));
    }

    @Test
    void readsTheClockAtEveryEighthFrame() {
        int reads = 0;
        for (int i = 1; i <= 80; i++) {
            bench.time.advanceNanos(1);
            if (turns.onFrame()) {
                reads++;
                assertEquals(0, i % 8);
                assertEquals(bench.time.getAsLong(), bench.parts.clock().nanos());
            }
        }

        assertEquals(10, reads);
    }
}
