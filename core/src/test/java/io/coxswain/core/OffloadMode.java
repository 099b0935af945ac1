package io.coxswain.core;

/** Who does the I/O of the engine under test: every test of links is run in each of these modes. */
enum OffloadMode {
    NEVER(OffloadPolicy.NEVER, 1),
    ALWAYS_WITH_ONE_WORKER(OffloadPolicy.ALWAYS, 1),
    ALWAYS_WITH_TWO_WORKERS(OffloadPolicy.ALWAYS, 2),
    ADAPTIVE(OffloadPolicy.ADAPTIVE, 1);

    final OffloadPolicy policy;
    final int workerCount;

    OffloadMode(OffloadPolicy policy, int workerCount) {
        this.policy = policy;
        this.workerCount = workerCount;
    }

    /**
     * A configuration of this mode whose links do not linger when a test has ended; all but one look for misused
     * buffers.
     */
    EngineConfig config() {
        return new EngineConfig()
                .offloadPolicy(policy)
                .workerCount(workerCount)
                // Without it in one, because that is how users have it.
                .debug(this != NEVER)
                .closeDeadlineNanos(Await.LIMIT.toNanos() / 5);
    }
}
