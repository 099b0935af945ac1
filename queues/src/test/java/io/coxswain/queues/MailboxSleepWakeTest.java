package io.coxswain.queues;

/** The loop asleep over its {@link Mailbox}. */
class MailboxSleepWakeTest extends SleepWakeSpec {
    @Override
    Source open() {
        Mailbox<Integer> mailbox = new Mailbox<>(2);
        return new Source() {
            @Override
            public void publish(int round) {
                Mailbox.Offer answer = mailbox.offer(round);
                assert answer == Mailbox.Offer.ACCEPTED : answer;
            }

            @Override
            public boolean hasWork() {
                return mailbox.hasMessages();
            }

            @Override
            public int take() {
                Integer round = mailbox.poll();
                return round == null ? NOTHING : round;
            }
        };
    }
}
