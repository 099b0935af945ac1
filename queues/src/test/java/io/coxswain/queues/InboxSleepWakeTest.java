package io.coxswain.queues;

/** A worker asleep over its {@link JobInbox}; jobs come on either lane. */
class InboxSleepWakeTest extends SleepWakeSpec {
    @Override
    Source open() {
        JobInbox<Integer> inbox = new JobInbox<>(4, 4);
        JobInbox.Taker<Integer> taker = inbox.taker();
        return new Source() {
            @Override
            public void publish(int round) {
                boolean offered = round % 2 == 0 ? inbox.offerTraffic(round) : inbox.offerHandshake(round);
                assert offered : "no room for round " + round;
            }

            @Override
            public boolean hasWork() {
                return inbox.hasJobs(true);
            }

            @Override
            public int take() {
                Integer job = taker.take(true);
                return job == null ? NOTHING : job;
            }
        };
    }
}
