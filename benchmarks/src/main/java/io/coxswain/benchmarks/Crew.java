package io.coxswain.benchmarks;

import io.coxswain.queues.JobInbox;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The workers of one server.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Crew {
    private final LoopCounters counters;
    private EchoWorker[] workers = {};

    /**
     * Whether the loop has been at work for some time. Opaque on both sides: a hint that orders nothing. A worker that
     * reads an old value naps once too often, or parks and is woken.
     */
    private final AtomicBoolean loopIsBusy = new AtomicBoolean();

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
            workers[i] = new EchoWorker(i, inbox, completer, receiving, loopIsBusy::getOpaque, mode.idling());
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

    /** Tells the workers whether the loop is busy, so that it is worth their while to nap rather than to park. */
    void sayBusy(boolean isBusy) {
        // A plain read would do, this thread being the only writer; written on change only, to leave the line shared.
        if (loopIsBusy.getOpaque() != isBusy) {
            loopIsBusy.setOpaque(isBusy);
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
