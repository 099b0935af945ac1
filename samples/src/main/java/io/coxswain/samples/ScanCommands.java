package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands that look for keys: {@code KEYS}, which stops the loop for as long as that takes, and {@code SCAN}, which
 * does a little at a time.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ScanCommands {
    private static final int COUNT_PRESUMED = 10;

    private final KvStore store;

    ScanCommands(KvStore store) {
        this.store = store;
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable table) {
        table.add("keys", 2, Keys.NONE, "Returns all keys that match a pattern, at once.", this::keys);
        table.add("scan", -2, Keys.NONE, "Returns some keys, and where to go on.", this::scan);
    }

    private void keys(Arguments arguments, Reply reply) {
        Glob glob = new Glob(arguments.copy(1));
        List<Entry> found = new ArrayList<>();
        store.scan(0, Integer.MAX_VALUE, entry -> {
            if (glob.matches(entry.key)) {
                found.add(entry);
            }
        });
        write(found, reply);
    }

    private static void write(List<Entry> found, Reply reply) {
        reply.array(found.size());
        found.forEach(entry -> reply.bulk(entry.key));
    }

    /** {@code SCAN cursor [MATCH pattern] [COUNT count] [TYPE type]}. */
    private void scan(Arguments arguments, Reply reply) {
        int cursor = cursor(arguments);
        int count = COUNT_PRESUMED;
        @Nullable Glob glob = null;
        @Nullable String type = null;
        for (int i = 2; i < arguments.count(); i += 2) {
            boolean hasValue = i + 1 < arguments.count();
            if (hasValue && arguments.is(i, "match")) {
                glob = new Glob(arguments.copy(i + 1));
            } else if (hasValue && arguments.is(i, "type")) {
                type = arguments.text(i + 1);
            } else if (hasValue && arguments.is(i, "count")) {
                count = count(arguments, i + 1);
            } else {
                throw CommandException.syntax();
            }
        }
        scan(cursor, count, new Filter(glob, type), reply);
    }

    /** Which of the keys that a scan comes across are told. */
    private record Filter(@Nullable Glob glob, @Nullable String type) {
        boolean accepts(Entry entry) {
            return (type == null || type.equalsIgnoreCase(entry.value().typeName()))
                    && (glob == null || glob.matches(entry.key));
        }
    }

    private static int cursor(Arguments arguments) {
        try {
            // What is beyond the table, as it was before FLUSHALL perhaps, is the end.
            return arguments.countAt(1);
        } catch (CommandException e) {
            throw new CommandException("ERR invalid cursor");
        }
    }

    private static int count(Arguments arguments, int index) {
        long count = arguments.longAt(index);
        if (count < 1) {
            throw CommandException.syntax();
        }
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    private void scan(int cursor, int count, Filter filter, Reply reply) {
        List<Entry> found = new ArrayList<>();
        int next = store.scan(cursor, count, entry -> {
            if (filter.accepts(entry)) {
                found.add(entry);
            }
        });
        reply.array(2);
        reply.bulk(Integer.toString(next));
        write(found, reply);
    }
}
