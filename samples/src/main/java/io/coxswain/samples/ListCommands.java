package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Commands on lists. Both ends cost O(1) for each element, what is in between its distance from an end.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ListCommands {
    private enum End {
        LEFT,
        RIGHT
    }

    private final TypedKeys<ListValue> lists;

    ListCommands(KvStore store) {
        this.lists = new TypedKeys<>(store, ListValue.class, ListValue::new);
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable table) {
        table.add("lpush", -3, Keys.WRITES_ONE, "Adds elements on the left.", this::lpush);
        table.add("rpush", -3, Keys.WRITES_ONE, "Adds elements on the right.", this::rpush);
        table.add("lpushx", -3, Keys.WRITES_ONE, "As LPUSH, if the list is there.", this::lpushx);
        table.add("rpushx", -3, Keys.WRITES_ONE, "As RPUSH, if the list is there.", this::rpushx);
        table.add("lpop", -2, Keys.WRITES_ONE, "Removes elements on the left.", this::lpop);
        table.add("rpop", -2, Keys.WRITES_ONE, "Removes elements on the right.", this::rpop);
        table.add("llen", 2, Keys.READS_ONE, "Returns how many elements there are.", this::llen);
        table.add("lindex", 3, Keys.READS_ONE, "Returns the element at an index.", this::lindex);
        table.add("lrange", 4, Keys.READS_ONE, "Returns the elements between two indexes.", this::lrange);
        table.add("ltrim", 4, Keys.WRITES_ONE, "Keeps the elements between two indexes.", this::ltrim);
        table.add("lrem", 4, Keys.WRITES_ONE, "Removes elements that equal its argument.", this::lrem);
    }

    private void lpush(Arguments arguments, Reply reply) {
        push(lists.findOrAdd(arguments, 1), arguments, End.LEFT, reply);
    }

    private void rpush(Arguments arguments, Reply reply) {
        push(lists.findOrAdd(arguments, 1), arguments, End.RIGHT, reply);
    }

    private void lpushx(Arguments arguments, Reply reply) {
        push(lists.find(arguments, 1), arguments, End.LEFT, reply);
    }

    private void rpushx(Arguments arguments, Reply reply) {
        push(lists.find(arguments, 1), arguments, End.RIGHT, reply);
    }

    private static void push(@Nullable ListValue list, Arguments arguments, End end, Reply reply) {
        if (list == null) {
            reply.integer(0);
            return;
        }
        for (int i = 2; i < arguments.count(); i++) {
            byte[] element = arguments.copy(i);
            if (end == End.LEFT) {
                list.elements().addFirst(element);
            } else {
                list.elements().addLast(element);
            }
        }
        reply.integer(list.elements().size());
    }

    private void lpop(Arguments arguments, Reply reply) {
        pop(arguments, End.LEFT, "lpop", reply);
    }

    private void rpop(Arguments arguments, Reply reply) {
        pop(arguments, End.RIGHT, "rpop", reply);
    }

    private void pop(Arguments arguments, End end, String command, Reply reply) {
        if (arguments.count() > 3) {
            throw CommandException.wrongArity(command);
        }
        boolean single = arguments.count() == 2;
        int wanted = single ? 1 : arguments.countAt(2);
        ListValue list = lists.find(arguments, 1);
        if (list == null) {
            nothing(single, reply);
            return;
        }
        int popped = Math.min(wanted, list.elements().size());
        if (!single) {
            reply.array(popped);
        }
        // First into the reply, which may turn out too long; then out of the list.
        ArrayDeque<byte[]> elements = list.elements();
        Iterator<byte[]> next = end == End.LEFT ? elements.iterator() : elements.descendingIterator();
        for (int i = 0; i < popped; i++) {
            reply.bulk(next.next());
        }
        for (int i = 0; i < popped; i++) {
            byte[] removed = end == End.LEFT ? elements.removeFirst() : elements.removeLast();
            assert removed != null : "a list has no nulls";
        }
        lists.removeIfEmpty(arguments, 1, list);
    }

    private static void nothing(boolean single, Reply reply) {
        if (single) {
            reply.nil();
        } else {
            reply.nilArray();
        }
    }

    private void llen(Arguments arguments, Reply reply) {
        ListValue list = lists.find(arguments, 1);
        reply.integer(list == null ? 0 : list.elements().size());
    }

    private void lindex(Arguments arguments, Reply reply) {
        ListValue list = lists.find(arguments, 1);
        byte[] element = list == null ? null : list.at(arguments.longAt(2));
        if (element == null) {
            reply.nil();
        } else {
            reply.bulk(element);
        }
    }

    private void lrange(Arguments arguments, Reply reply) {
        long start = arguments.longAt(2);
        long stop = arguments.longAt(3);
        ListValue list = lists.find(arguments, 1);
        if (list == null) {
            reply.array(0);
        } else {
            list.write(IndexRange.of(start, stop, list.elements().size()), reply);
        }
    }

    private void ltrim(Arguments arguments, Reply reply) {
        long start = arguments.longAt(2);
        long stop = arguments.longAt(3);
        ListValue list = lists.find(arguments, 1);
        if (list != null) {
            list.keep(IndexRange.of(start, stop, list.elements().size()));
            lists.removeIfEmpty(arguments, 1, list);
        }
        reply.ok();
    }

    private void lrem(Arguments arguments, Reply reply) {
        long limit = arguments.longAt(2);
        ListValue list = lists.find(arguments, 1);
        int removed = list == null ? 0 : list.remove(arguments, 3, limit);
        if (list != null) {
            lists.removeIfEmpty(arguments, 1, list);
        }
        reply.integer(removed);
    }
}
