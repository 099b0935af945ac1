package io.coxswain.faults;

/**
 * What happens to the bytes of one direction of a connection, from when it is set.
 *
 * <pre>
 *      bytes:     0 1 2 ... at-1 | at ...
 *      FLIP        as they are   | one bit of this byte is another, and on
 *      STALL       as they are   | nothing, until another fault is set; the sender finds the socket full
 *      HALF_CLOSE  as they are   | the end, in order; what follows is read and lost; the other direction goes on
 *      TRUNCATE    as they are   | the same in both directions
 *      RESET       as they are   | both ends are told of a reset
 * </pre>
 *
 * @param kind what happens
 * @param at how many bytes pass before it does, for the five above
 * @param amount for {@link Kind#FLIP} the bit, from 0; for {@link Kind#DELAY} nanoseconds; for {@link Kind#THROTTLE}
 *     bytes per millisecond
 */
public record Fault(Kind kind, long at, long amount) {
    /** The ways in which a network misbehaves. */
    public enum Kind {
        /** It does not. */
        NONE,
        /** Bytes come later, in the same order. */
        DELAY,
        /** Bytes come slowly. */
        THROTTLE,
        /** Each byte comes alone. */
        SINGLE_BYTES,
        /** A bit is another. */
        FLIP,
        /** Bytes stop coming, and nobody says so. */
        STALL,
        /** One direction ends. */
        HALF_CLOSE,
        /** Both directions end, wherever they are. */
        TRUNCATE,
        /** The connection is reset. */
        RESET
    }

    private static final Fault NONE = new Fault(Kind.NONE, 0, 0);

    /** No fault. */
    public static Fault none() {
        return NONE;
    }

    /** Bytes come so much later. */
    public static Fault delay(long nanos) {
        return new Fault(Kind.DELAY, 0, nanos);
    }

    /** So many bytes come in a millisecond. */
    public static Fault throttle(int bytesPerMilli) {
        return new Fault(Kind.THROTTLE, 0, bytesPerMilli);
    }

    /** Each byte comes alone. */
    public static Fault singleBytes() {
        return new Fault(Kind.SINGLE_BYTES, 0, 0);
    }

    /** One bit of one byte is another. */
    public static Fault flip(long at, int bit) {
        return new Fault(Kind.FLIP, at, bit);
    }

    /** Nothing comes from this byte on. */
    public static Fault stall(long at) {
        return new Fault(Kind.STALL, at, 0);
    }

    /** This direction ends before this byte. */
    public static Fault halfClose(long at) {
        return new Fault(Kind.HALF_CLOSE, at, 0);
    }

    /** Both directions end before this byte. */
    public static Fault truncate(long at) {
        return new Fault(Kind.TRUNCATE, at, 0);
    }

    /** The connection is reset before this byte. */
    public static Fault reset(long at) {
        return new Fault(Kind.RESET, at, 0);
    }

    /** Whether it happens at one byte, and not to all of them. */
    boolean isAtOneByte() {
        return kind.compareTo(Kind.FLIP) >= 0;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case NONE, SINGLE_BYTES -> kind.name();
            case DELAY -> kind + " of " + amount + " ns";
            case THROTTLE -> kind + " to " + amount + " bytes/ms";
            case FLIP -> kind + " of bit " + amount + " at byte " + at;
            default -> kind + " at byte " + at;
        };
    }
}
