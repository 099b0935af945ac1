package io.coxswain.samples;

/**
 * The scores between two bounds: {@code 1.5} includes its bound, {@code (1.5} does not, {@code -inf} and {@code +inf}
 * are no bounds.
 *
 * @param min least score inside
 * @param max greatest score inside; less than {@code min} if there is none
 */
record ScoreRange(double min, double max) {
    /**
     * Reads two arguments.
     *
     * @throws CommandException if one is no bound
     */
    static ScoreRange parse(Arguments arguments, int minIndex, int maxIndex) {
        return new ScoreRange(bound(arguments, minIndex, 1), bound(arguments, maxIndex, -1));
    }

    /**
     * A bound that is itself inside: one that is not has the next number in the direction of the other in its place.
     */
    private static double bound(Arguments arguments, int index, int inwards) {
        String text = arguments.text(index);
        boolean isExclusive = text.startsWith("(");
        double score;
        try {
            score = Numbers.parseDouble(isExclusive ? text.substring(1) : text);
        } catch (CommandException e) {
            throw new CommandException("ERR min or max is not a float");
        }
        if (!isExclusive) {
            return score;
        }
        // There is no number beyond infinity: a bound that excludes it leaves nothing inside, which NaN stands for.
        double nothing = inwards * Double.POSITIVE_INFINITY;
        return score == nothing ? Double.NaN : Math.nextAfter(score, nothing);
    }

    /** Whether no score can be inside. */
    boolean isEmpty() {
        // Written so that it holds for NaN.
        return !(min <= max);
    }
}
