package io.coxswain.queues;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The handshake lane of a {@link JobInbox} by itself; what the lanes do to each other is in {@link JobInboxTest}. */
class HandshakeLaneHandOverTest extends HandOverSpec {
    @Override
    HandOver open(int slots) {
        JobInbox<Item> inbox = new JobInbox<>(2, slots);
        return new HandOver() {
            @Override
            public boolean offer(Item item) {
                return inbox.offerHandshake(item);
            }

            @Override
            public Supplier<@Nullable Item> consumer() {
                JobInbox.Taker<Item> taker = inbox.taker();
                return () -> taker.take(true);
            }
        };
    }

    @Override
    int capacityOf(int slots) {
        return roundedUp(slots);
    }

    @Override
    int producers() {
        return 1;
    }

    @Override
    int consumers() {
        return 4;
    }
}
