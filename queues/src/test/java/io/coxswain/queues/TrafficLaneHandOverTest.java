package io.coxswain.queues;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The traffic lane of a {@link JobInbox} by itself; what the lanes do to each other is in {@link JobInboxTest}. */
class TrafficLaneHandOverTest extends HandOverSpec {
    @Override
    HandOver open(int slots) {
        JobInbox<Item> inbox = new JobInbox<>(slots, 2);
        return new HandOver() {
            @Override
            public boolean offer(Item item) {
                return inbox.offerTraffic(item);
            }

            @Override
            public Supplier<@Nullable Item> consumer() {
                JobInbox.Taker<Item> taker = inbox.taker();
                return () -> taker.take(false);
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
