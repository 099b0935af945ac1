package io.coxswain.samples;

import org.jspecify.annotations.Nullable;

/**
 * The options of one {@code SET}, after its key and its value: {@code NX XX GET KEEPTTL EX PX EXAT PXAT}.
 *
 * <p>{@code NX} and {@code XX} exclude each other, and so do {@code KEEPTTL} and the four kinds of deadline. An option
 * given twice counts once, a deadline given twice in the same unit counts as the later.
 *
 * <p><b>Threads.</b> The loop: one object is used for one request after the other.
 */
final class SetOptions {
    /** When {@code SET} does anything. */
    enum Condition {
        ALWAYS,
        IF_ABSENT,
        IF_PRESENT
    }

    private Condition condition = Condition.ALWAYS;
    private boolean returnsOldValue;
    private boolean keepsDeadline;
    private @Nullable ExpiryUnit unit;
    private int amountIndex;

    /**
     * Reads the options of a request, from argument 3 on.
     *
     * @throws CommandException if there is one it does not know, or two that exclude each other
     */
    void parse(Arguments arguments) {
        condition = Condition.ALWAYS;
        returnsOldValue = false;
        keepsDeadline = false;
        unit = null;
        int index = 3;
        while (index < arguments.count()) {
            index = parseOption(arguments, index);
        }
    }

    /** Reads the option at this index and returns the index of the next. */
    private int parseOption(Arguments arguments, int index) {
        if (arguments.is(index, "nx")) {
            become(Condition.IF_ABSENT);
        } else if (arguments.is(index, "xx")) {
            become(Condition.IF_PRESENT);
        } else if (arguments.is(index, "get")) {
            returnsOldValue = true;
        } else if (arguments.is(index, "keepttl") && unit == null) {
            keepsDeadline = true;
        } else if (ExpiryUnit.isWord(arguments, index) && index + 1 < arguments.count()) {
            become(ExpiryUnit.ofWord(arguments, index));
            amountIndex = index + 1;
            return index + 2;
        } else {
            throw CommandException.syntax();
        }
        return index + 1;
    }

    private void become(Condition wanted) {
        if (condition != Condition.ALWAYS && condition != wanted) {
            throw CommandException.syntax();
        }
        condition = wanted;
    }

    private void become(ExpiryUnit wanted) {
        if (keepsDeadline || (unit != null && unit != wanted)) {
            throw CommandException.syntax();
        }
        unit = wanted;
    }

    /** Whether the condition lets a key be set that is there already, or is not. */
    boolean allow(boolean isPresent) {
        return condition == Condition.ALWAYS || isPresent == (condition == Condition.IF_PRESENT);
    }

    /** Whether the reply is to be the value from before. */
    boolean returnsOldValue() {
        return returnsOldValue;
    }

    /** Whether a deadline from before stays. */
    boolean keepsDeadline() {
        return keepsDeadline;
    }

    /**
     * The new deadline in milliseconds since 1970, {@link Entry#NEVER} if none is given.
     *
     * @throws CommandException if it is no integer, not positive, or too far away
     */
    long deadlineMillis(Arguments arguments, KvStore store) {
        if (unit == null) {
            return Entry.NEVER;
        }
        long amount = arguments.longAt(amountIndex);
        if (amount <= 0) {
            throw CommandException.invalidExpireTime("set");
        }
        return unit.deadlineMillis(amount, store.nowMillis(), "set");
    }
}
