package io.coxswain.samples;

import org.jspecify.annotations.Nullable;

/**
 * The options of one {@code ZADD}, between its key and its scores.
 *
 * @param ifAbsent {@code NX}: only members that are not there
 * @param ifPresent {@code XX}: only members that are there
 * @param ifGreater {@code GT}: only to a greater score, if it is there
 * @param ifLess {@code LT}: only to a lesser score, if it is there
 * @param countsChanged {@code CH}: return how many were added or changed
 * @param increments {@code INCR}: add to the score of the one member, and return the sum
 * @param firstScore index of the first score
 */
record ZaddOptions(
        boolean ifAbsent,
        boolean ifPresent,
        boolean ifGreater,
        boolean ifLess,
        boolean countsChanged,
        boolean increments,
        int firstScore) {
    private static final ZaddOptions NONE = new ZaddOptions(false, false, false, false, false, false, 2);

    /** {@code ZINCRBY key score member}. */
    static final ZaddOptions ZINCRBY = new ZaddOptions(false, false, false, false, false, true, 2);

    /**
     * Reads the options of a request.
     *
     * @throws CommandException if two exclude each other, or what follows are no pairs
     */
    static ZaddOptions parse(Arguments arguments) {
        ZaddOptions options = NONE;
        for (ZaddOptions next = options; next != null; next = next.with(arguments)) {
            options = next;
        }
        int rest = arguments.count() - options.firstScore;
        if (rest <= 0 || rest % 2 != 0) {
            throw CommandException.syntax();
        }
        if (options.ifAbsent && options.ifPresent) {
            throw new CommandException("ERR XX and NX options at the same time are not compatible");
        }
        if ((options.ifGreater && (options.ifAbsent || options.ifLess)) || (options.ifLess && options.ifAbsent)) {
            throw new CommandException("ERR GT, LT, and/or NX options at the same time are not compatible");
        }
        if (options.increments && rest > 2) {
            throw new CommandException("ERR INCR option supports a single increment-element pair");
        }
        return options;
    }

    /** These and the next option; null if what is next is none. */
    private @Nullable ZaddOptions with(Arguments arguments) {
        if (firstScore >= arguments.count()) {
            return null;
        }
        boolean nx = arguments.is(firstScore, "nx");
        boolean xx = arguments.is(firstScore, "xx");
        boolean gt = arguments.is(firstScore, "gt");
        boolean lt = arguments.is(firstScore, "lt");
        boolean ch = arguments.is(firstScore, "ch");
        boolean incr = arguments.is(firstScore, "incr");
        if (!nx && !xx && !gt && !lt && !ch && !incr) {
            return null;
        }
        return new ZaddOptions(
                ifAbsent || nx,
                ifPresent || xx,
                ifGreater || gt,
                ifLess || lt,
                countsChanged || ch,
                increments || incr,
                firstScore + 1);
    }

    /** Whether a member may get a score. */
    boolean allows(@Nullable Double before, double after) {
        if (before == null) {
            return !ifPresent;
        }
        return !ifAbsent && !(ifGreater && after <= before) && !(ifLess && after >= before);
    }
}
