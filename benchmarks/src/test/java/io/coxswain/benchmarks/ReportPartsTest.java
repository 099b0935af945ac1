package io.coxswain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** What reports are made of: JSON, goals, answers of load processes. Whole reports are in {@link MeasurementsTest}. */
final class ReportPartsTest {
    private static final Load LOAD = Load.of(Traffic.closed(Traffic.Kind.ECHO, 1, 1));

    @Test
    void writesJson() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "a \"b\" \\ \n");
        value.put("numbers", List.of(1, 2.5, Double.NaN));
        value.put("none", Map.of());

        assertEquals(
                "{\n  \"text\": \"a \\\"b\\\" \\\\ \\u000a\",\n  \"numbers\": [1, 2.5, null],\n  \"none\": {}\n}\n",
                Json.write(value));
    }

    @Test
    void readsTheAnswerOfALoadProcess() throws Exception {
        Histogram latencies = new Histogram(Answer.DIGITS);
        latencies.recordValue(1_234);

        Answer read = Answer.parse(new Answer(3, latencies).write());

        assertEquals(new Answer(3, latencies), read);
    }

    @Test
    void meetsAGoalUpToThreePercentAboveItsLimit() {
        Results results = new Results();
        for (int round = 0; round < 7; round++) {
            results.add(LOAD, "slow", figures(103));
            results.add(LOAD, "quick", figures(90));
            results.add(LOAD, "other", figures(200));
        }

        assertTrue(
                goal(0.5, "slow").judge(results).endsWith(" met"),
                goal(0.5, "slow").judge(results));
        assertTrue(goal(0.49, "slow").judge(results).endsWith("NOT MET"));
        assertTrue(goal(0.45, "slow", "quick").judge(results).contains("quick"));
        assertTrue(goal(0.5, "absent").judge(results).endsWith("not measured"));
    }

    private static Goal goal(double max, String... modes) {
        return EchoCases.goal("P0", Figure.CPU, Goal.Side.of(LOAD, modes), Goal.Side.of(LOAD, "other"), max);
    }

    private static Figures figures(double cpuNanos) {
        Histogram none = new Histogram(Answer.DIGITS);
        return new Figures(1e9, Map.of("frames", 1.0), Map.of("loop", cpuNanos), none, none, 0);
    }

    @Test
    void tellsWhatAHandshakeHasCost() {
        Histogram visits = new Histogram(Answer.DIGITS);
        visits.recordValueWithCount(1_000_000, 100);
        Histogram none = new Histogram(Answer.DIGITS);
        Figures quiet = new Figures(1e9, Map.of(), Map.of("loop", 0.2e9), none, none, 0);
        Figures storm = new Figures(2e9, Map.of(), Map.of("loop", 0.5e9), none, visits, 0);

        assertEquals(1e6, storm.cpuPerConnectionNanos("loop", quiet), 1);
        assertEquals(50, storm.connectionsPerSecond(), 0.1);
    }

    @Test
    void countsTheMostThatFallIntoOneSecond() {
        long second = 1_000_000_000;

        assertEquals(0, Steps.most(List.of()));
        assertEquals(1, Steps.most(List.of(0L, second, 2 * second)), "each a whole second after the other");
        assertEquals(3, Steps.most(List.of(0L, second / 2, second, second + 1, 3 * second)));
    }

    @Test
    void writesALongTitleInSmallerLetters() {
        assertTrue(new Svg(760, 100, "t".repeat(80)).finish().contains("font-size=\"14.0\""));
        assertTrue(new Svg(760, 100, "t".repeat(160)).finish().contains("font-size=\"7.4\""));
    }

    @Test
    void remembersWhatWasSet() {
        KvTable table = new KvTable();
        ByteBuffer set = request(KvTable.SET, (byte) 7);
        ByteBuffer get = request(KvTable.GET, (byte) 0);

        table.answer(set);
        table.answer(get);

        assertEquals(7, get.get(KvTable.VALUE_OFFSET));
        assertEquals(16, get.remaining());
    }

    private static ByteBuffer request(int operation, byte value) {
        ByteBuffer request = ByteBuffer.allocateDirect(16).order(ByteOrder.LITTLE_ENDIAN);
        request.putInt(0, 16).putInt(KvTable.OP_OFFSET, operation).putInt(KvTable.KEY_OFFSET, 5);
        return request.put(KvTable.VALUE_OFFSET, value).order(ByteOrder.BIG_ENDIAN);
    }
}
