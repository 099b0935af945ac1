package io.coxswain.interleavings;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.kotlinx.lincheck.execution.HBClock;
import org.jetbrains.kotlinx.lincheck.execution.ResultWithClock;
import org.jetbrains.lincheck.datastructures.verifier.LinearizabilityVerifier;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;

/**
 * Wants one order of all operations that keeps the order of each thread, and not, as linearizability does, that of
 * operations of different threads of which one was over before the other began.
 *
 * <p>That is what a queue with gaps is: see {@code CompletionOutbox}. A completion behind a gap is complete, and not to
 * be had yet; there is nothing wrong with an order in which it comes later.
 *
 * <p><b>Threads.</b> The one that runs the test.
 */
public final class SequentialConsistencyVerifier implements Verifier {
    private final Verifier verifier;

    /**
     * Made by Lincheck.
     *
     * @param specification what the operations mean, one at a time
     */
    public SequentialConsistencyVerifier(Class<?> specification) {
        this.verifier = new LinearizabilityVerifier(specification);
    }

    @Override
    public boolean verifyResults(ExecutionScenario scenario, ExecutionResult results) {
        return verifier.verifyResults(scenario, withoutTime(results));
    }

    private static ExecutionResult withoutTime(ExecutionResult results) {
        List<List<ResultWithClock>> parallel = new ArrayList<>();
        int threads = results.getNThreads();
        for (List<ResultWithClock> ofThread : results.getParallelResultsWithClock()) {
            List<ResultWithClock> untimed = new ArrayList<>();
            for (ResultWithClock result : ofThread) {
                untimed.add(new ResultWithClock(result.getResult(), new HBClock(new int[threads])));
            }
            parallel.add(untimed);
        }
        return new ExecutionResult(results.getInitResults(), parallel, results.getPostResults());
    }
}
