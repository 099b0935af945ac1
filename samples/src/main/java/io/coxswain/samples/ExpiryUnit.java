package io.coxswain.samples;

/** How a request says when a key is to expire: in seconds or milliseconds, from now or since 1970. */
enum ExpiryUnit {
    /** Seconds from now. */
    EX("ex", 1_000, true),
    /** Milliseconds from now. */
    PX("px", 1, true),
    /** Seconds since 1970. */
    EXAT("exat", 1_000, false),
    /** Milliseconds since 1970. */
    PXAT("pxat", 1, false);

    private static final ExpiryUnit[] ALL = values();

    private final String word;
    private final long unitMillis;
    private final boolean fromNow;

    ExpiryUnit(String word, long unitMillis, boolean fromNow) {
        this.word = word;
        this.unitMillis = unitMillis;
        this.fromNow = fromNow;
    }

    /** Whether an argument is the word for one of the units. */
    static boolean isWord(Arguments arguments, int index) {
        return find(arguments, index) >= 0;
    }

    /** The unit that an argument is the word for; see {@link #isWord}. */
    static ExpiryUnit ofWord(Arguments arguments, int index) {
        return ALL[find(arguments, index)];
    }

    private static int find(Arguments arguments, int index) {
        for (int i = 0; i < ALL.length; i++) {
            if (arguments.is(index, ALL[i].word)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Turns an amount into a deadline.
     *
     * @param amount in this unit; what is not positive has passed
     * @param command its name in lower case, for the error
     * @return milliseconds since 1970
     * @throws CommandException if 64 bits do not hold the deadline
     */
    long deadlineMillis(long amount, long nowMillis, String command) {
        try {
            long millis = Math.multiplyExact(amount, unitMillis);
            return fromNow ? Math.addExact(nowMillis, millis) : millis;
        } catch (ArithmeticException e) {
            throw CommandException.invalidExpireTime(command);
        }
    }
}
