package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Commands on hashes. Each costs O(1) for each field that it names or returns.
 *
 * <p><b>Threads.</b> The loop.
 */
final class HashCommands {
    private final TypedKeys<HashValue> hashes;

    HashCommands(KvStore store) {
        this.hashes = new TypedKeys<>(store, HashValue.class, HashValue::new);
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable table) {
        table.add("hset", -4, Keys.WRITES_ONE, "Sets fields.", this::hset);
        table.add("hmset", -4, Keys.WRITES_ONE, "Sets fields, and does not count them.", this::hmset);
        table.add("hsetnx", 4, Keys.WRITES_ONE, "Sets a field that is not there.", this::hsetnx);
        table.add("hget", 3, Keys.READS_ONE, "Returns a field's value.", this::hget);
        table.add("hmget", -3, Keys.READS_ONE, "Returns several fields' values.", this::hmget);
        table.add("hgetall", 2, Keys.READS_ONE, "Returns all fields with their values.", this::hgetall);
        table.add("hkeys", 2, Keys.READS_ONE, "Returns all fields.", this::hkeys);
        table.add("hvals", 2, Keys.READS_ONE, "Returns all fields' values.", this::hvals);
        table.add("hdel", -3, Keys.WRITES_ONE, "Removes fields.", this::hdel);
        table.add("hlen", 2, Keys.READS_ONE, "Returns how many fields there are.", this::hlen);
        table.add("hexists", 3, Keys.READS_ONE, "Returns whether a field is there.", this::hexists);
        table.add("hstrlen", 3, Keys.READS_ONE, "Returns how many bytes a field's value has.", this::hstrlen);
        table.add("hincrby", 4, Keys.WRITES_ONE, "Adds an integer to a field's value.", this::hincrby);
    }

    private void hset(Arguments arguments, Reply reply) {
        reply.integer(set(arguments, "hset"));
    }

    private void hmset(Arguments arguments, Reply reply) {
        set(arguments, "hmset");
        reply.ok();
    }

    /** Sets fields and returns how many of them are new. */
    private int set(Arguments arguments, String command) {
        if (arguments.count() % 2 != 0) {
            throw CommandException.wrongArity(command);
        }
        HashValue hash = hashes.findOrAdd(arguments, 1);
        int added = 0;
        for (int i = 2; i < arguments.count(); i += 2) {
            added += hash.fields().put(Bytes.of(arguments, i), arguments.copy(i + 1)) == null ? 1 : 0;
        }
        return added;
    }

    private void hsetnx(Arguments arguments, Reply reply) {
        HashValue hash = hashes.findOrAdd(arguments, 1);
        byte[] before = hash.fields().putIfAbsent(Bytes.of(arguments, 2), arguments.copy(3));
        reply.integer(before == null ? 1 : 0);
    }

    private void hget(Arguments arguments, Reply reply) {
        value(hashes.find(arguments, 1), arguments, 2, reply);
    }

    private static void value(@Nullable HashValue hash, Arguments arguments, int index, Reply reply) {
        byte[] value = find(hash, arguments, index);
        if (value == null) {
            reply.nil();
        } else {
            reply.bulk(value);
        }
    }

    private static byte @Nullable [] find(@Nullable HashValue hash, Arguments arguments, int index) {
        return hash == null ? null : hash.fields().get(Bytes.of(arguments, index));
    }

    private void hmget(Arguments arguments, Reply reply) {
        HashValue hash = hashes.find(arguments, 1);
        reply.array(arguments.count() - 2);
        for (int i = 2; i < arguments.count(); i++) {
            value(hash, arguments, i, reply);
        }
    }

    private void hgetall(Arguments arguments, Reply reply) {
        Map<Bytes, byte[]> fields = all(arguments);
        reply.array(2 * fields.size());
        fields.forEach((field, value) -> {
            reply.bulk(field);
            reply.bulk(value);
        });
    }

    private Map<Bytes, byte[]> all(Arguments arguments) {
        HashValue hash = hashes.find(arguments, 1);
        return hash == null ? Map.of() : hash.fields();
    }

    private void hkeys(Arguments arguments, Reply reply) {
        Map<Bytes, byte[]> fields = all(arguments);
        reply.array(fields.size());
        fields.keySet().forEach(reply::bulk);
    }

    private void hvals(Arguments arguments, Reply reply) {
        Map<Bytes, byte[]> fields = all(arguments);
        reply.array(fields.size());
        fields.values().forEach(reply::bulk);
    }

    private void hdel(Arguments arguments, Reply reply) {
        HashValue hash = hashes.find(arguments, 1);
        int removed = 0;
        if (hash != null) {
            for (int i = 2; i < arguments.count(); i++) {
                removed += hash.fields().remove(Bytes.of(arguments, i)) == null ? 0 : 1;
            }
            hashes.removeIfEmpty(arguments, 1, hash);
        }
        reply.integer(removed);
    }

    private void hlen(Arguments arguments, Reply reply) {
        reply.integer(all(arguments).size());
    }

    private void hexists(Arguments arguments, Reply reply) {
        reply.integer(find(hashes.find(arguments, 1), arguments, 2) == null ? 0 : 1);
    }

    private void hstrlen(Arguments arguments, Reply reply) {
        byte[] value = find(hashes.find(arguments, 1), arguments, 2);
        reply.integer(value == null ? 0 : value.length);
    }

    private void hincrby(Arguments arguments, Reply reply) {
        long amount = arguments.longAt(3);
        HashValue present = hashes.find(arguments, 1);
        byte[] text = find(present, arguments, 2);
        long before = text == null ? 0 : integer(text);
        long after = Numbers.add(before, amount);
        HashValue hash = present == null ? hashes.findOrAdd(arguments, 1) : present;
        byte[] value = new byte[Numbers.bytesOf(after)];
        Numbers.put(after, value, 0, value.length);
        hash.fields().put(Bytes.of(arguments, 2), value);
        reply.integer(after);
    }

    private static long integer(byte[] text) {
        try {
            return Numbers.parseLong(text, 0, text.length);
        } catch (CommandException e) {
            throw new CommandException("ERR hash value is not an integer");
        }
    }
}
