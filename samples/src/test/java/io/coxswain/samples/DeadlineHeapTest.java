package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order in which entries come out of the heap, whatever was taken out in between. */
class DeadlineHeapTest {
    private final DeadlineHeap heap = new DeadlineHeap();

    private Entry add(long deadlineMillis) {
        Entry entry = new Entry(new byte[0], 0, new StringValue());
        entry.deadlineMillis = deadlineMillis;
        heap.add(entry);
        return entry;
    }

    @Test
    void hasTheEarliestFirst() {
        add(30);
        Entry earliest = add(10);
        add(20);

        assertSame(earliest, heap.earliest());
    }

    @Test
    void removesTheOnlyEntry() {
        heap.remove(add(10));

        assertEquals(0, heap.count());
    }

    @Test
    void staysInOrderWhenEntriesAreRemovedFromTheMiddle() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            List<Entry> model = new ArrayList<>();
            for (int step = 0; step < 400; step++) {
                if (model.isEmpty() || random.nextInt(3) > 0) {
                    model.add(add(random.nextInt(100)));
                } else {
                    heap.remove(model.remove(random.nextInt(model.size())));
                }
                long expected = model.stream()
                        .mapToLong(entry -> entry.deadlineMillis)
                        .min()
                        .orElse(-1);
                long found = heap.count() == 0 ? -1 : heap.earliest().deadlineMillis;
                assertEquals(expected, found, "seed " + seed + ", step " + step);
                assertEquals(model.size(), heap.count(), "seed " + seed + ", step " + step);
            }
            heap.clear();
        }
    }
}
