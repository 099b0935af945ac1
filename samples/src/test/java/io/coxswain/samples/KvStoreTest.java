package io.coxswain.samples;

import static io.coxswain.samples.Requests.arguments;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys and deadlines. What a command makes of them is tested with the command. */
class KvStoreTest {
    private long nowMillis = 1_000;
    private int clockReads;
    private final KvStore store = new KvStore(this::readClock, new KeyHash(1, 2));

    private long readClock() {
        clockReads++;
        return nowMillis;
    }

    private void set(String key, String value) {
        store.findOrAdd(arguments(key), 0, StringValue::new).overwritten().set(arguments(value), 0);
    }

    private @Nullable String get(String key) {
        Entry entry = store.find(arguments(key), 0);
        return entry == null ? null : entry.value(StringValue.class).text();
    }

    private Entry entry(String key) {
        Entry entry = store.find(arguments(key), 0);
        assertNotNull(entry);
        return entry;
    }

    @Test
    void findsWhatWasAdded() {
        set("a", "1");
        set("b", "2");

        assertEquals("1", get("a"));
        assertEquals("2", get("b"));
        assertNull(get("c"));
        assertEquals(2, store.count());
    }

    @Test
    void findsTheSameEntryAgainInsteadOfAddingASecond() {
        set("a", "1");
        Entry first = entry("a");

        assertSame(first, store.findOrAdd(arguments("a"), 0, StringValue::new));
        assertEquals(1, store.count());
    }

    @Test
    void tellsKeysApartByEveryByte() {
        String[] keys = {"", "\0", "\0\0", "a", "a\0", "\0a", "A", "\u00ff", "a\r\n", "k".repeat(10_000)};
        for (String key : keys) {
            set(key, "value of " + key);
        }

        assertEquals(keys.length, store.count());
        for (String key : keys) {
            assertEquals("value of " + key, get(key));
        }
    }

    @Test
    void agreesWithAMapThroughGrowthAndRemoval() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            Map<String, String> model = new HashMap<>();
            for (int step = 0; step < 20_000; step++) {
                String key = "key:" + random.nextInt(3_000);
                if (random.nextInt(3) > 0) {
                    set(key, "value " + step);
                    model.put(key, "value " + step);
                } else if (model.remove(key) != null) {
                    store.remove(entry(key));
                }
                assertEquals(model.get(key), get(key), "seed " + seed + ", step " + step);
            }
            assertEquals(model.size(), store.count(), "seed " + seed);
            model.forEach((key, value) -> assertEquals(value, get(key)));
            store.clear();
        }
    }

    @Test
    void hidesAnEntryFromItsDeadlineOn() {
        set("a", "1");
        store.expireAt(entry("a"), 1_500);

        nowMillis = 1_499;
        assertEquals("1", get("a"));
        nowMillis = 1_500;
        assertNull(get("a"));
        assertEquals(0, store.count());
        assertEquals(0, store.expiringCount());
        assertEquals(1, store.expiredCount());
    }

    @Test
    void addsAFreshEntryInPlaceOfAnExpiredOne() {
        set("a", "1");
        store.expireAt(entry("a"), 1_500);
        nowMillis = 2_000;

        Entry fresh = store.findOrAdd(arguments("a"), 0, StringValue::new);

        assertEquals(0, fresh.value(StringValue.class).bytes());
        assertFalse(fresh.expires());
        assertEquals(1, store.count());
    }

    @Test
    void removesAnEntryGivenADeadlineThatHasPassed() {
        set("a", "1");

        store.expireAt(entry("a"), 1_000);

        assertNull(get("a"));
        assertEquals(0, store.count());
        assertEquals(0, store.expiringCount());
    }

    @Test
    void replacesADeadline() {
        set("a", "1");
        store.expireAt(entry("a"), 1_500);
        store.expireAt(entry("a"), 3_000);

        nowMillis = 2_000;
        assertEquals("1", get("a"));
        assertEquals(1, store.expiringCount());
    }

    @Test
    void takesADeadlineAwayOnce() {
        set("a", "1");
        store.expireAt(entry("a"), 1_500);

        assertTrue(store.persist(entry("a")));
        assertFalse(store.persist(entry("a")));

        nowMillis = 9_999;
        assertEquals("1", get("a"));
        assertEquals(0, store.expireDue(10));
    }

    @Test
    void expiresWhatNobodyLooksForAndNoMoreThanAskedFor() {
        for (int i = 0; i < 100; i++) {
            set("key:" + i, "v");
            store.expireAt(entry("key:" + i), 2_000 + i);
        }
        set("stays", "v");

        nowMillis = 2_049;
        assertEquals(20, store.expireDue(20));
        assertEquals(20, store.expireDue(20));
        assertEquals(10, store.expireDue(20));
        assertEquals(0, store.expireDue(20));

        assertEquals(51, store.count());
        assertEquals(50, store.expiringCount());
        assertEquals(50, store.expiredCount());
        assertEquals("v", get("key:50"));
        assertEquals("v", get("stays"));
    }

    @Test
    void doesNotExpireARemovedEntryLater() {
        set("a", "1");
        store.expireAt(entry("a"), 1_500);
        store.remove(entry("a"));
        set("a", "2");

        nowMillis = 2_000;
        assertEquals(0, store.expireDue(10));
        assertEquals("2", get("a"));
    }

    @Test
    void readsNoClockWhereNoDeadlineIs() {
        set("a", "1");
        get("a");
        get("b");
        store.expireDue(10);
        assertEquals(0, clockReads);

        store.expireAt(entry("a"), 1_500);
        clockReads = 0;
        get("a");
        assertEquals(1, clockReads);
    }

    @Test
    void isEmptyOnceCleared() {
        for (int i = 0; i < 1_000; i++) {
            set("key:" + i, "v");
            store.expireAt(entry("key:" + i), 2_000);
        }

        store.clear();

        assertEquals(0, store.count());
        assertEquals(0, store.expiringCount());
        assertNull(get("key:1"));
        nowMillis = 3_000;
        assertEquals(0, store.expireDue(10));
        set("key:1", "w");
        assertEquals("w", get("key:1"));
    }
}
