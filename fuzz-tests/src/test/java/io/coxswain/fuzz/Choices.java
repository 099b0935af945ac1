package io.coxswain.fuzz;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * An input, taken from its front: first what it chooses of its target's limits and cuts, then the bytes that a peer
 * would send. An input that is too short has chosen zeros, so every input is valid.
 *
 * <p><b>Threads.</b> One.
 */
public final class Choices {
    private final byte[] input;
    private int index;

    /** Begins with the first byte. */
    public Choices(byte[] input) {
        this.input = input;
    }

    /** The next byte, 0 to 255. */
    public int octet() {
        return index < input.length ? input[index++] & 0xff : 0;
    }

    /** The next two bytes, the high one first. */
    public int pair() {
        return octet() << 8 | octet();
    }

    /** One of so many, counted from 0. */
    public int oneOf(int count) {
        return octet() % count;
    }

    /** All cuts that the next byte stands for. */
    public Cuts cuts() {
        return new Cuts(octet());
    }

    /** As many of the bytes that are left as there are, at most so many. */
    public byte[] bytes(int bytesMax) {
        int from = index;
        index = Math.min(input.length, from + bytesMax);
        return Arrays.copyOfRange(input, from, index);
    }

    /**
     * The bytes that are left behind four, which say which of them is repeated and how often: what takes too long shows
     * with many bytes only, and a fuzzer makes few.
     *
     * @param bytesMax of what is returned, at least
     */
    public byte[] restStretched(int bytesMax) {
        int at = pair();
        int times = octet() << oneOf(12);
        byte[] bytes = rest();
        if (at >= bytes.length || times + bytes.length > bytesMax) {
            return bytes;
        }
        byte[] stretched = new byte[bytes.length + times];
        System.arraycopy(bytes, 0, stretched, 0, at);
        Arrays.fill(stretched, at, at + times, bytes[at]);
        System.arraycopy(bytes, at, stretched, at + times, bytes.length - at);
        return stretched;
    }

    /** Whether nothing is left. */
    public boolean isEmpty() {
        return index >= input.length;
    }

    /** The bytes that are left. */
    public byte[] rest() {
        return bytes(input.length);
    }

    /**
     * Where a stream is cut into reads. 0 cuts it into single bytes, 1 not at all, and every other number into reads of
     * some length that is short or long, but always the same for that number.
     */
    public static final class Cuts {
        private final int number;
        private final SplittableRandom random;

        private Cuts(int number) {
            this.number = number;
            this.random = new SplittableRandom(number);
        }

        /**
         * The length of the next read.
         *
         * @param leftBytes how many bytes are left, at least 1
         */
        public int next(int leftBytes) {
            int bytes = switch (number) {
                case 0 -> 1;
                case 1 -> leftBytes;
                default -> 1 + random.nextInt(1 << random.nextInt(12));
            };
            return Math.min(bytes, leftBytes);
        }

        /** Anything else that is to differ from cut to cut, below a bound. */
        public int other(int bound) {
            return random.nextInt(bound);
        }
    }
}
