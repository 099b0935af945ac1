package io.coxswain.benchmarks;

import io.coxswain.queues.CompletionOutbox;

/**
 * Sends finished jobs home, and wakes the loop if it sleeps.
 *
 * <p><b>Threads.</b> Any worker.
 *
 * @param outbox where finished jobs go
 * @param wakeLoop looks at the loop's parked flag and wakes it if need be
 */
record Completer(CompletionOutbox<EchoJob> outbox, Runnable wakeLoop) {
    void complete(EchoJob job) {
        outbox.complete(job);
        wakeLoop.run();
    }
}
