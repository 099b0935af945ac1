package io.coxswain.samples;

import java.util.NavigableSet;

/**
 * What of a sorted set a request asks for, and how: the options of {@code ZRANGE} and the commands like it.
 *
 * @param byScore {@code BYSCORE}: the bounds are scores, not indexes
 * @param descending {@code REV}: the greatest score first
 * @param withScores {@code WITHSCORES}: each member followed by its score
 * @param limitIndex index of the two arguments after {@code LIMIT}, 0 if there is none
 */
record ZrangeOptions(boolean byScore, boolean descending, boolean withScores, int limitIndex) {
    /** Options that only {@code ZRANGE} itself has; the other commands say them by their names. */
    static ZrangeOptions parseAll(Arguments arguments) {
        ZrangeOptions options = new ZrangeOptions(false, false, false, 0);
        int index = 4;
        while (index < arguments.count()) {
            if (arguments.is(index, "byscore")) {
                options = new ZrangeOptions(true, options.descending, options.withScores, options.limitIndex);
                index++;
            } else if (arguments.is(index, "rev")) {
                options = new ZrangeOptions(options.byScore, true, options.withScores, options.limitIndex);
                index++;
            } else {
                options = options.with(arguments, index);
                index += options.limitIndex == index + 1 ? 3 : 1;
            }
        }
        if (options.limitIndex > 0 && !options.byScore) {
            throw new CommandException(
                    "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
        }
        return options;
    }

    /** {@code WITHSCORES}, and {@code LIMIT} if it is by score. */
    static ZrangeOptions parse(Arguments arguments, boolean byScore, boolean descending) {
        ZrangeOptions options = new ZrangeOptions(byScore, descending, false, 0);
        int index = 4;
        while (index < arguments.count()) {
            options = options.with(arguments, index);
            index += options.limitIndex == index + 1 ? 3 : 1;
        }
        if (options.limitIndex > 0 && !byScore) {
            throw CommandException.syntax();
        }
        return options;
    }

    private ZrangeOptions with(Arguments arguments, int index) {
        if (arguments.is(index, "withscores")) {
            return new ZrangeOptions(byScore, descending, true, limitIndex);
        }
        if (arguments.is(index, "limit") && index + 2 < arguments.count()) {
            return new ZrangeOptions(byScore, descending, withScores, index + 1);
        }
        throw CommandException.syntax();
    }

    /** The range of scores that arguments 2 and 3 give: the greater first if it is descending. */
    ScoreRange scores(Arguments arguments) {
        return ScoreRange.parse(arguments, descending ? 3 : 2, descending ? 2 : 3);
    }

    /**
     * What {@code LIMIT} leaves of the members found.
     *
     * @param found counted by going through them: a view of a tree does not know
     */
    IndexRange limited(Arguments arguments, NavigableSet<ScoredMember> found) {
        long offset = limitIndex == 0 ? 0 : arguments.longAt(limitIndex);
        long limit = limitIndex == 0 ? -1 : arguments.longAt(limitIndex + 1);
        if (offset < 0 || limit == 0) {
            return new IndexRange(0, 0);
        }
        long wanted = limit < 0 || limit > Integer.MAX_VALUE ? Integer.MAX_VALUE : limit;
        long passed = 0;
        for (ScoredMember member : found) {
            assert member != null : "a tree has no nulls";
            if (passed == offset + wanted) {
                break;
            }
            passed++;
        }
        return passed <= offset ? new IndexRange(0, 0) : new IndexRange((int) offset, (int) (passed - offset));
    }
}
