package io.coxswain.queues;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The {@link Mailbox} while it is open; closing is in {@link MailboxTest}. */
class MailboxHandOverTest extends HandOverSpec {
    @Override
    HandOver open(int slots) {
        Mailbox<Item> mailbox = new Mailbox<>(slots);
        return new HandOver() {
            @Override
            public boolean offer(Item item) {
                return mailbox.offer(item) == Mailbox.Offer.ACCEPTED;
            }

            @Override
            public Supplier<@Nullable Item> consumer() {
                return mailbox::poll;
            }
        };
    }

    @Override
    int capacityOf(int slots) {
        return roundedUp(slots);
    }

    @Override
    int producers() {
        return 4;
    }

    @Override
    int consumers() {
        return 1;
    }
}
