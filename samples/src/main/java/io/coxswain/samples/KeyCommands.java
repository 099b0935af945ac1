package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;

/**
 * Commands about keys, whatever their values: whether they are there, and for how long.
 *
 * <p><b>Threads.</b> The loop.
 */
final class KeyCommands {
    /** What {@code TTL} says of a key that is not there. */
    private static final long ABSENT = -2;

    /** What {@code TTL} says of a key without a deadline. */
    private static final long WITHOUT_DEADLINE = -1;

    private final KvStore store;

    KeyCommands(KvStore store) {
        this.store = store;
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable table) {
        table.add("del", -2, Keys.WRITES_ALL, "Removes keys.", this::del);
        table.add("exists", -2, Keys.READS_ALL, "Returns how many of the keys are there.", this::exists);
        table.add("type", 2, Keys.READS_ONE, "Returns the type of a value.", this::type);
        table.add("expire", -3, Keys.WRITES_ONE, "Sets a deadline in seconds from now.", this::expire);
        table.add("pexpire", -3, Keys.WRITES_ONE, "Sets a deadline in milliseconds from now.", this::pexpire);
        table.add("ttl", 2, Keys.READS_ONE, "Returns the seconds left until the deadline.", this::ttl);
        table.add("pttl", 2, Keys.READS_ONE, "Returns the milliseconds left until the deadline.", this::pttl);
        table.add("persist", 2, Keys.WRITES_ONE, "Takes the deadline away.", this::persist);
        table.add("dbsize", 1, Keys.NONE, "Returns how many keys there are.", this::dbsize);
        table.add("flushall", -1, new Keys(0, 0, 0, true), "Removes all keys.", this::flushall);
    }

    private void del(Arguments arguments, Reply reply) {
        int removed = 0;
        for (int i = 1; i < arguments.count(); i++) {
            Entry entry = store.find(arguments, i);
            if (entry != null) {
                store.remove(entry);
                removed++;
            }
        }
        reply.integer(removed);
    }

    private void exists(Arguments arguments, Reply reply) {
        int found = 0;
        for (int i = 1; i < arguments.count(); i++) {
            if (store.find(arguments, i) != null) {
                found++;
            }
        }
        reply.integer(found);
    }

    private void type(Arguments arguments, Reply reply) {
        Entry entry = store.find(arguments, 1);
        reply.simple(entry == null ? "none" : entry.value().typeName());
    }

    private void expire(Arguments arguments, Reply reply) {
        expire(arguments, ExpiryUnit.EX, "expire", reply);
    }

    private void pexpire(Arguments arguments, Reply reply) {
        expire(arguments, ExpiryUnit.PX, "pexpire", reply);
    }

    private void expire(Arguments arguments, ExpiryUnit unit, String command, Reply reply) {
        ExpireCondition condition = ExpireCondition.parse(arguments);
        long deadlineMillis = unit.deadlineMillis(arguments.longAt(2), store.nowMillis(), command);
        Entry entry = store.find(arguments, 1);
        boolean allowed = entry != null && condition.allows(entry.deadlineMillis, deadlineMillis);
        if (entry != null && allowed) {
            store.expireAt(entry, deadlineMillis);
        }
        reply.integer(allowed ? 1 : 0);
    }

    private void ttl(Arguments arguments, Reply reply) {
        long millis = millisLeft(arguments);
        reply.integer(millis < 0 ? millis : (millis + 500) / 1_000);
    }

    private void pttl(Arguments arguments, Reply reply) {
        reply.integer(millisLeft(arguments));
    }

    private long millisLeft(Arguments arguments) {
        Entry entry = store.find(arguments, 1);
        if (entry == null) {
            return ABSENT;
        }
        // Not negative: the time may have gone on since the entry was found to be live.
        return entry.expires() ? Math.max(0, entry.deadlineMillis - store.nowMillis()) : WITHOUT_DEADLINE;
    }

    private void persist(Arguments arguments, Reply reply) {
        Entry entry = store.find(arguments, 1);
        reply.integer(entry != null && store.persist(entry) ? 1 : 0);
    }

    private void dbsize(Arguments arguments, Reply reply) {
        reply.integer(store.count());
    }

    /** With an argument that asks to do it at leisure or at once; it takes no time either way. */
    private void flushall(Arguments arguments, Reply reply) {
        boolean hasMode = arguments.count() == 2 && (arguments.is(1, "async") || arguments.is(1, "sync"));
        if (arguments.count() != 1 && !hasMode) {
            throw CommandException.syntax();
        }
        store.clear();
        reply.ok();
    }
}
