package io.coxswain.queues;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@link CompletionOutbox} as a queue, with its places given out beforehand; reserving itself is in
 * {@link CompletionOutboxTest}.
 */
class OutboxHandOverTest extends HandOverSpec {
    @Override
    HandOver open(int slots) {
        CompletionOutbox<Item> outbox = new CompletionOutbox<>(slots);
        // Stands for the inbox: it carries the loop's reservations to the producers.
        Semaphore reservations = new Semaphore(0);
        while (outbox.tryReserve()) {
            reservations.release();
        }
        return new HandOver() {
            @Override
            public boolean offer(Item item) {
                if (!reservations.tryAcquire()) {
                    return false;
                }
                outbox.complete(item);
                return true;
            }

            @Override
            public Supplier<@Nullable Item> consumer() {
                AtomicReference<@Nullable Item> drained = new AtomicReference<>();
                return () -> {
                    drained.set(null);
                    if (outbox.drain(drained::set, 1) == 1 && outbox.tryReserve()) {
                        reservations.release();
                    }
                    return drained.get();
                };
            }
        };
    }

    @Override
    int capacityOf(int slots) {
        return slots;
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
