package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Commands that calculate with values. A key that is absent counts from zero; a deadline stays as it is.
 *
 * <p><b>Threads.</b> The loop.
 */
final class CounterCommands {
    /** Spellings of infinity: a number, but not one that anything can be added to. */
    private static final List<String> INFINITIES = List.of("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

    private final KvStore store;

    CounterCommands(KvStore store) {
        this.store = store;
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable table) {
        table.add("incr", 2, Keys.WRITES_ONE, "Adds one.", (arguments, reply) -> add(arguments, 1, reply));
        table.add("decr", 2, Keys.WRITES_ONE, "Subtracts one.", (arguments, reply) -> add(arguments, -1, reply));
        table.add("incrby", 3, Keys.WRITES_ONE, "Adds an integer.", this::incrby);
        table.add("decrby", 3, Keys.WRITES_ONE, "Subtracts an integer.", this::decrby);
        table.add("incrbyfloat", 3, Keys.WRITES_ONE, "Adds a decimal.", this::incrbyfloat);
    }

    private void incrby(Arguments arguments, Reply reply) {
        add(arguments, arguments.longAt(2), reply);
    }

    private void decrby(Arguments arguments, Reply reply) {
        long amount = arguments.longAt(2);
        if (amount == Long.MIN_VALUE) {
            throw new CommandException("ERR decrement would overflow");
        }
        add(arguments, -amount, reply);
    }

    private void add(Arguments arguments, long amount, Reply reply) {
        StringValue present = find(arguments);
        long before = present == null ? 0 : Numbers.parseLong(present.array(), 0, present.bytes());
        long after = Numbers.add(before, amount);
        findOrAdd(present, arguments).set(after);
        reply.integer(after);
    }

    private @Nullable StringValue find(Arguments arguments) {
        Entry entry = store.find(arguments, 1);
        return entry == null ? null : entry.value(StringValue.class);
    }

    private StringValue findOrAdd(@Nullable StringValue present, Arguments arguments) {
        return present != null
                ? present
                : store.findOrAdd(arguments, 1, StringValue::new).value(StringValue.class);
    }

    private void incrbyfloat(Arguments arguments, Reply reply) {
        StringValue present = find(arguments);
        BigDecimal before = present == null ? BigDecimal.ZERO : Numbers.parseDecimal(present.text());
        BigDecimal after = before.add(amount(arguments));
        if (Numbers.isTooLarge(after)) {
            throw infinite();
        }
        byte[] text = Numbers.format(after);
        findOrAdd(present, arguments).set(text);
        reply.bulk(text, text.length);
    }

    private static BigDecimal amount(Arguments arguments) {
        String text = arguments.text(2);
        if (INFINITIES.contains(text.toLowerCase(Locale.ROOT))) {
            throw infinite();
        }
        return Numbers.parseDecimal(text);
    }

    private static CommandException infinite() {
        return new CommandException("ERR increment would produce NaN or Infinity");
    }
}
