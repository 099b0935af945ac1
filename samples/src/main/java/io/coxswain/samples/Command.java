package io.coxswain.samples;

/**
 * One command: how it is called, what it does to which of its arguments, and the code that runs it.
 *
 * @param name in lower case; of a subcommand without the name of the command that it belongs to
 * @param arity how many arguments it takes, its own name (and that of the command it belongs to) included; if negative,
 *     so many or more
 * @param keys which of its arguments are keys
 * @param summary one sentence for people
 * @param action runs it, with a number of arguments that the arity allows
 */
record Command(String name, int arity, Keys keys, String summary, Action action) {
    /** Runs a command. */
    interface Action {
        /**
         * Runs the command and writes its reply. Loop.
         *
         * @param session of the client that asks
         * @param arguments argument 0 is the command's name; valid during this call
         * @param reply gets one reply; of commands on subscriptions, one for each of them
         * @throws CommandException if it cannot be run. What has been written so far is dropped, so what has been done
         *     so far should be nothing
         */
        void run(Session session, Arguments arguments, Reply reply);
    }

    /** Runs a command that does not care who asks: almost all of them. */
    interface PlainAction {
        /** As {@link Action#run}. */
        void run(Arguments arguments, Reply reply);
    }

    /**
     * Which arguments are keys, as a client with a cluster in mind wants to know.
     *
     * @param first index of the first key, 0 if there are none
     * @param last index of the last key; counted from the end if negative, where -1 is the last argument
     * @param step from one key to the next
     * @param areWritten whether the command may change them
     */
    record Keys(int first, int last, int step, boolean areWritten) {
        static final Keys NONE = new Keys(0, 0, 0, false);
        static final Keys READS_ONE = new Keys(1, 1, 1, false);
        static final Keys READS_ALL = new Keys(1, -1, 1, false);
        static final Keys WRITES_ONE = new Keys(1, 1, 1, true);
        static final Keys WRITES_ALL = new Keys(1, -1, 1, true);
        static final Keys WRITES_PAIRS = new Keys(1, -1, 2, true);
    }

    /** Whether it may be called with so many arguments. */
    boolean accepts(int arguments) {
        return arity >= 0 ? arguments == arity : arguments >= -arity;
    }
}
