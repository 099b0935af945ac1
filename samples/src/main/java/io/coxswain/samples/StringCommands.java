package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import org.jspecify.annotations.Nullable;

/**
 * Commands that set and get strings.
 *
 * <p><b>Threads.</b> The loop.
 */
final class StringCommands {
    private final KvStore store;
    private final SetOptions setOptions = new SetOptions();

    StringCommands(KvStore store) {
        this.store = store;
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable table) {
        table.add(
                "set", -3, Keys.WRITES_ONE, "Sets a value, under conditions and with a deadline if asked.", this::set);
        table.add("get", 2, Keys.READS_ONE, "Returns a value.", this::get);
        table.add("getdel", 2, Keys.WRITES_ONE, "Returns a value and removes it.", this::getdel);
        table.add("mset", -3, Keys.WRITES_PAIRS, "Sets several values at once.", this::mset);
        table.add("mget", -2, Keys.READS_ALL, "Returns several values.", this::mget);
        table.add("append", 3, Keys.WRITES_ONE, "Adds to the end of a value.", this::append);
        table.add("strlen", 2, Keys.READS_ONE, "Returns how many bytes a value has.", this::strlen);
    }

    private void set(Arguments arguments, Reply reply) {
        setOptions.parse(arguments);
        long deadlineMillis = setOptions.deadlineMillis(arguments, store);
        Entry present = store.find(arguments, 1);
        // The old value goes into the reply before it is overwritten, and whether or not it will be.
        if (setOptions.returnsOldValue()) {
            value(present, reply);
        }
        boolean allowed = setOptions.allow(present != null);
        if (allowed) {
            Entry entry = present != null ? present : store.findOrAdd(arguments, 1, StringValue::new);
            entry.overwritten().set(arguments, 2);
            if (deadlineMillis != Entry.NEVER) {
                store.expireAt(entry, deadlineMillis);
            } else if (!setOptions.keepsDeadline()) {
                store.persist(entry);
            }
        }
        if (!setOptions.returnsOldValue()) {
            okOrNil(allowed, reply);
        }
    }

    private static void okOrNil(boolean ok, Reply reply) {
        if (ok) {
            reply.ok();
        } else {
            reply.nil();
        }
    }

    private static void value(@Nullable Entry entry, Reply reply) {
        if (entry == null) {
            reply.nil();
        } else {
            StringValue string = entry.value(StringValue.class);
            reply.bulk(string.array(), string.bytes());
        }
    }

    private void get(Arguments arguments, Reply reply) {
        value(store.find(arguments, 1), reply);
    }

    private void getdel(Arguments arguments, Reply reply) {
        Entry entry = store.find(arguments, 1);
        value(entry, reply);
        if (entry != null) {
            store.remove(entry);
        }
    }

    private void mset(Arguments arguments, Reply reply) {
        if (arguments.count() % 2 == 0) {
            throw CommandException.wrongArity("mset");
        }
        for (int i = 1; i < arguments.count(); i += 2) {
            Entry entry = store.findOrAdd(arguments, i, StringValue::new);
            entry.overwritten().set(arguments, i + 1);
            store.persist(entry);
        }
        reply.ok();
    }

    /** What is no string is as good as absent here: the other values are told all the same. */
    private void mget(Arguments arguments, Reply reply) {
        reply.array(arguments.count() - 1);
        for (int i = 1; i < arguments.count(); i++) {
            Entry entry = store.find(arguments, i);
            value(entry != null && entry.value() instanceof StringValue ? entry : null, reply);
        }
    }

    private void append(Arguments arguments, Reply reply) {
        StringValue string = store.findOrAdd(arguments, 1, StringValue::new).value(StringValue.class);
        string.append(arguments, 2);
        reply.integer(string.bytes());
    }

    private void strlen(Arguments arguments, Reply reply) {
        Entry entry = store.find(arguments, 1);
        reply.integer(entry == null ? 0 : entry.value(StringValue.class).bytes());
    }
}
