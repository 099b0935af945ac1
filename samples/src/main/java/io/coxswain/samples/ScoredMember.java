package io.coxswain.samples;

/**
 * A member of a sorted set with its score: by score, and by the member's bytes where scores are equal.
 *
 * @param score not a NaN, and not a negative zero, which would be another number than zero in this order
 */
record ScoredMember(double score, Bytes member) implements Comparable<ScoredMember> {
    @Override
    public int compareTo(ScoredMember other) {
        int byScore = Double.compare(score, other.score);
        return byScore != 0 ? byScore : member.compareTo(other.member);
    }
}
