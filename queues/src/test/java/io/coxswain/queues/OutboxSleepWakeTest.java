package io.coxswain.queues;

/** The loop asleep over its {@link CompletionOutbox}. */
class OutboxSleepWakeTest extends SleepWakeSpec {
    @Override
    Source open() {
        CompletionOutbox<Integer> outbox = new CompletionOutbox<>(1);
        outbox.tryReserve();
        int[] drained = new int[1];
        return new Source() {
            @Override
            public void publish(int round) {
                outbox.complete(round);
            }

            @Override
            public boolean hasWork() {
                return outbox.hasCompletions();
            }

            @Override
            public int take() {
                boolean found = outbox.drain(round -> drained[0] = round, 1) == 1 && outbox.tryReserve();
                return found ? drained[0] : NOTHING;
            }
        };
    }
}
