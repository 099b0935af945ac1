package io.coxswain.samples;

/**
 * The options of {@code EXPIRE}: under which condition it replaces a deadline.
 *
 * @param ifNone {@code NX}: only if there is none
 * @param ifAny {@code XX}: only if there is one
 * @param ifLater {@code GT}: only by a later one, where none is the latest
 * @param ifEarlier {@code LT}: only by an earlier one
 */
record ExpireCondition(boolean ifNone, boolean ifAny, boolean ifLater, boolean ifEarlier) {
    private static final ExpireCondition ALWAYS = new ExpireCondition(false, false, false, false);

    /**
     * Reads the options of a request, from argument 3 on.
     *
     * @throws CommandException if there is one it does not know, or two that exclude each other
     */
    static ExpireCondition parse(Arguments arguments) {
        ExpireCondition condition = ALWAYS;
        for (int i = 3; i < arguments.count(); i++) {
            condition = condition.with(arguments, i);
        }
        if (condition.ifNone && (condition.ifAny || condition.ifLater || condition.ifEarlier)) {
            throw new CommandException("ERR NX and XX, GT or LT options at the same time are not compatible");
        }
        if (condition.ifLater && condition.ifEarlier) {
            throw new CommandException("ERR GT and LT options at the same time are not compatible");
        }
        return condition;
    }

    private ExpireCondition with(Arguments arguments, int index) {
        boolean nx = arguments.is(index, "nx");
        boolean xx = arguments.is(index, "xx");
        boolean gt = arguments.is(index, "gt");
        boolean lt = arguments.is(index, "lt");
        if (!nx && !xx && !gt && !lt) {
            throw new CommandException("ERR Unsupported option " + arguments.text(index, 128));
        }
        return new ExpireCondition(ifNone || nx, ifAny || xx, ifLater || gt, ifEarlier || lt);
    }

    /**
     * Whether one deadline may replace another.
     *
     * @param presentMillis {@link Entry#NEVER} if there is none
     */
    boolean allows(long presentMillis, long wantedMillis) {
        boolean isSet = presentMillis != Entry.NEVER;
        boolean isRefused = (ifNone && isSet)
                || (ifAny && !isSet)
                || (ifLater && (!isSet || wantedMillis <= presentMillis))
                || (ifEarlier && isSet && wantedMillis >= presentMillis);
        return !isRefused;
    }
}
