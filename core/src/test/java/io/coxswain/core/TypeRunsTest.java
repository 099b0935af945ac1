package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against a model that keeps the type of every single byte. */
final class TypeRunsTest {
    private final TypeRuns runs = new TypeRuns();
    private final long[] totals = new long[TypeRuns.TYPES];

    private static long[] totals(long... firstTypes) {
        long[] totals = new long[TypeRuns.TYPES];
        System.arraycopy(firstTypes, 0, totals, 0, firstTypes.length);
        return totals;
    }

    @Test
    void takesBytesInTheOrderOfAppending() {
        runs.append(1, 10);
        runs.append(2, 5);
        runs.append(1, 3);

        runs.consume(12, totals);
        assertArrayEquals(totals(0, 10, 2), totals);
        runs.consume(6, totals);

        assertArrayEquals(totals(0, 13, 5), totals);
    }

    @Test
    void countsPartsOfARun() {
        runs.append(3, 100);

        for (int i = 0; i < 100; i++) {
            runs.consume(1, totals);
        }

        assertArrayEquals(totals(0, 0, 0, 100), totals);
    }

    @Test
    void countsRunsOfMoreBytesThanAnIntHolds() {
        long bytes = 1L << 40;
        runs.append(15, bytes);
        runs.append(15, bytes);

        runs.consume(2 * bytes - 1, totals);

        assertArrayEquals(new long[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2 * bytes - 1}, totals);
    }

    @Test
    void takesNothingForNothing() {
        runs.consume(0, totals);
        runs.append(1, 0);
        runs.append(2, 0);
        runs.consume(0, totals);
        runs.append(3, 1);

        runs.consume(1, totals);

        assertArrayEquals(totals(0, 0, 0, 1), totals);
    }

    @Test
    void refusesMoreThanWasAppended() {
        runs.append(0, 5);

        Misuse.refused("more bytes sent than queued", () -> runs.consume(6, totals));
    }

    @Test
    void refusesTypesThatAreNone() {
        Misuse.refused("type 16", () -> runs.append(16, 1));
        Misuse.refused("type -1", () -> runs.append(-1, 1));
    }

    @Test
    void agreesWithAModelOfSingleBytes() {
        for (long seed = 1; seed <= 50; seed++) {
            agreesWithTheModel(new Random(seed), "seed " + seed);
        }
    }

    private static void agreesWithTheModel(Random random, String run) {
        TypeRuns tried = new TypeRuns();
        ArrayDeque<Integer> model = new ArrayDeque<>();
        long[] triedTotals = new long[TypeRuns.TYPES];
        long[] modelTotals = new long[TypeRuns.TYPES];
        int types = 1 + random.nextInt(TypeRuns.TYPES);
        for (int i = 0; i < 300; i++) {
            int type = random.nextInt(types);
            int bytes = random.nextInt(20);
            tried.append(type, bytes);
            for (int k = 0; k < bytes; k++) {
                model.addLast(type);
            }
            int taken = random.nextInt(Math.min(40, model.size() + 1));
            tried.consume(taken, triedTotals);
            for (int k = 0; k < taken; k++) {
                modelTotals[model.removeFirst()]++;
            }
            assertArrayEquals(modelTotals, triedTotals, run);
        }
        tried.consume(model.size(), triedTotals);
        model.forEach(type -> modelTotals[type]++);
        assertArrayEquals(modelTotals, triedTotals, run);
    }
}
