package io.coxswain.benchmarks;

import io.coxswain.queues.JobInbox;
import java.nio.channels.Selector;

/**
 * The workers of one server.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Crew {
    private final LoopCounters counters;
    private EchoWorker[] workers = {};

    Crew(LoopCounters counters) {
        this.counters = counters;
    }

    /** Makes the workers and starts them. */
    void start(HandOverMode mode, JobInbox<EchoJob> inbox, Completer completer, Selector selector) {
        boolean isInline = mode.jobs() == HandOverMode.Jobs.INLINE;
        workers = new EchoWorker[isInline ? 0 : mode.workers()];
        for (int i = 0; i < workers.length; i++) {
            Receiving receiving = mode.jobs() == HandOverMode.Jobs.SELECT
                    ? new SelectReceiving(selector, completer)
                    : new DirectReceiving(completer, mode.idling().lingerNanos());
            workers[i] = new EchoWorker(i, inbox, completer, receiving, mode.idling());
            workers[i].start();
        }
    }

    /** Wakes the first worker that sleeps, if any does. */
    void wakeOne() {
        for (EchoWorker worker : workers) {
            if (worker.wakeIfAsleep()) {
                counters.wakes++;
                return;
            }
        }
    }

    /** How often workers have napped or parked. */
    long sleeps() {
        long sum = 0;
        for (EchoWorker worker : workers) {
            sum += worker.sleeps();
        }
        return sum;
    }
}
