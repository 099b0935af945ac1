package io.coxswain.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That every benchmark runs and does what it times. In this JVM and for a moment: its figures mean nothing. */
@Timeout(120)
final class EveryBenchmarkTest {
    @Test
    void runsEveryBenchmark() throws Exception {
        List<String> benchmarks = new ArrayList<>();

        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .forks(0)
                        .mode(Mode.AverageTime)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(5))
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();

        for (RunResult result : results) {
            benchmarks.add(result.getParams().getBenchmark());
            assertTrue(result.getPrimaryResult().getScore() > 0, benchmarks.toString());
        }
        assertFalse(benchmarks.isEmpty());
        assertEquals(17, benchmarks.stream().distinct().count(), benchmarks.toString());
    }
}
