package io.coxswain.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the lanes of {@link JobInbox}, the {@link CompletionOutbox} and the {@link Mailbox} have in common: a bounded
 * queue in which nothing is lost, doubled or overtaken.
 *
 * <p>Not tested here: what each of them adds, which is in the test of that name, and memory order, which is proved by
 * the lessons in {@code jcstress-tests}.
 */
abstract class HandOverSpec {
    private static final int CONCURRENT_ITEMS = 100_000;

    /** The queue under test, seen from both ends. */
    interface HandOver {
        /** Puts an item in. Any of {@link #producers()} threads. */
        boolean offer(Item item);

        /** Makes one consumer's end, which gives null when it finds nothing. */
        Supplier<@Nullable Item> consumer();
    }

    /** What is handed over. Its fields are plain on purpose: the queue has to publish them. */
    static final class Item {
        private int producerIndex;
        private int sequence;

        static Item of(int producerIndex, int sequence) {
            Item item = new Item();
            item.producerIndex = producerIndex;
            item.sequence = sequence;
            return item;
        }

        @Override
        public String toString() {
            return "item " + sequence + " of producer " + producerIndex;
        }
    }

    abstract HandOver open(int slots);

    /** How many items a queue made for so many slots holds. */
    abstract int capacityOf(int slots);

    /** The capacity of the queues whose rings are powers of two. */
    static int roundedUp(int slots) {
        return Math.max(2, Integer.highestOneBit(slots - 1) << 1);
    }

    abstract int producers();

    abstract int consumers();

    @Test
    void givesNothingWhenEmpty() {
        HandOver queue = open(4);
        Supplier<@Nullable Item> consumer = queue.consumer();

        assertNull(consumer.get());

        queue.offer(Item.of(0, 0));

        assertEquals(0, sequenceOf(consumer.get()));
        assertNull(consumer.get());
        assertNull(consumer.get());
    }

    @Test
    void givesItemsInTheOrderInWhichTheyWereOffered() {
        HandOver queue = open(8);
        Supplier<@Nullable Item> consumer = queue.consumer();
        Item first = Item.of(0, 0);
        Item second = Item.of(0, 1);
        Item third = Item.of(0, 2);

        queue.offer(first);
        queue.offer(second);
        queue.offer(third);

        assertSame(first, consumer.get());
        assertSame(second, consumer.get());
        assertSame(third, consumer.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 64, 1000})
    void holdsExactlyItsCapacity(int slots) {
        HandOver queue = open(slots);

        for (int i = 0; i < capacityOf(slots); i++) {
            assertTrue(queue.offer(Item.of(0, i)), "refused item " + i + " of " + capacityOf(slots));
        }

        assertFalse(queue.offer(Item.of(0, capacityOf(slots))), "took one more than " + capacityOf(slots));
    }

    @Test
    void isUnchangedByARefusedOffer() {
        HandOver queue = open(4);
        Supplier<@Nullable Item> consumer = queue.consumer();
        Item[] accepted = new Item[4];
        for (int i = 0; i < accepted.length; i++) {
            accepted[i] = Item.of(0, i);
            queue.offer(accepted[i]);
        }

        for (int refused = 0; refused < 9; refused++) {
            assertFalse(queue.offer(Item.of(9, refused)));
        }

        for (Item item : accepted) {
            assertSame(item, consumer.get());
        }
        assertNull(consumer.get());
    }

    @Test
    void takesOneMoreForEachItemTakenOut() {
        HandOver queue = open(4);
        Supplier<@Nullable Item> consumer = queue.consumer();
        for (int i = 0; i < 4; i++) {
            queue.offer(Item.of(0, i));
        }

        for (int i = 4; i < 100; i++) {
            assertEquals(i - 4, sequenceOf(consumer.get()));
            assertTrue(queue.offer(Item.of(0, i)), "the slot of item " + (i - 4) + " is not free again");
            assertFalse(queue.offer(Item.of(9, i)), "held more than 4 after item " + i);
        }
    }

    /** Every fill level, from every place in the ring, through three rounds of it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsOrderRoundTheRing(int fillLevel) {
        HandOver queue = open(8);
        Supplier<@Nullable Item> consumer = queue.consumer();
        ArrayDeque<Item> expected = new ArrayDeque<>();

        for (int i = 0; i < 3 * 8 + fillLevel; i++) {
            if (expected.size() == fillLevel) {
                assertSame(expected.remove(), consumer.get());
            }
            Item item = Item.of(0, i);
            assertTrue(queue.offer(item));
            expected.add(item);
        }

        while (!expected.isEmpty()) {
            assertSame(expected.remove(), consumer.get());
        }
        assertNull(consumer.get());
    }

    /** Fills and empties the whole ring three times over. */
    @Test
    void keepsOrderWhenFilledToTheBrimAndEmptied() {
        HandOver queue = open(8);
        Supplier<@Nullable Item> consumer = queue.consumer();

        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 8; i++) {
                assertTrue(queue.offer(Item.of(round, i)));
            }
            assertFalse(queue.offer(Item.of(9, 9)));
            for (int i = 0; i < 8; i++) {
                assertEquals(i, sequenceOf(consumer.get()));
            }
            assertNull(consumer.get());
        }
    }

    /** With 2 slots every offer meets a full ring, with 1024 almost none. */
    @ParameterizedTest
    @ValueSource(ints = {2, 64, 1024})
    void handsEachItemToOneConsumerInProducerOrder(int slots) throws InterruptedException {
        HandOver queue = open(slots);
        int perProducer = CONCURRENT_ITEMS / producers();
        AtomicIntegerArray timesTaken = new AtomicIntegerArray(CONCURRENT_ITEMS);
        AtomicInteger taken = new AtomicInteger();
        Crew crew = new Crew();

        for (int i = 0; i < producers(); i++) {
            int producerIndex = i;
            crew.start("producer-" + i, () -> produce(crew, queue, producerIndex, perProducer));
        }
        for (int i = 0; i < consumers(); i++) {
            Supplier<@Nullable Item> consumer = queue.consumer();
            crew.start("consumer-" + i, () -> {
                int[] lastSequences = new int[producers()];
                Arrays.fill(lastSequences, -1);
                while (taken.get() < CONCURRENT_ITEMS && crew.goesOn()) {
                    Item item = consumer.get();
                    if (item == null) {
                        Thread.yield();
                    } else {
                        checkOrder(item, lastSequences);
                        timesTaken.incrementAndGet(item.producerIndex * perProducer + item.sequence);
                        taken.incrementAndGet();
                    }
                }
            });
        }
        crew.join();

        for (int i = 0; i < CONCURRENT_ITEMS; i++) {
            assertEquals(1, timesTaken.get(i), "times taken, item " + i);
        }
    }

    private static void produce(Crew crew, HandOver queue, int producerIndex, int items) {
        int sequence = 0;
        while (sequence < items && crew.goesOn()) {
            if (queue.offer(Item.of(producerIndex, sequence))) {
                sequence++;
            } else {
                Thread.yield();
            }
        }
    }

    private void checkOrder(Item item, int[] lastSequences) {
        int last = lastSequences[item.producerIndex];
        lastSequences[item.producerIndex] = item.sequence;
        if (consumers() == 1) {
            assertEquals(last + 1, item.sequence, "sequence of producer " + item.producerIndex);
        } else {
            assertTrue(item.sequence > last, () -> item + " came after item " + last);
        }
    }

    private static int sequenceOf(@Nullable Item item) {
        return item == null ? -1 : item.sequence;
    }
}
