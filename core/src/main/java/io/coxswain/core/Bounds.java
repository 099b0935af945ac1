package io.coxswain.core;

/** Refuses configuration that is out of range, with a message that names value, bound and unit. */
final class Bounds {
    private Bounds() {}

    /**
     * Lets a value through if it is in range.
     *
     * @param min the least value allowed
     * @param max the greatest value allowed
     * @param unit what is counted, in the plural: "bytes"
     * @return the value
     * @throws IllegalArgumentException if it is out of range
     */
    static int within(int min, int max, String name, int value, String unit) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + " " + value + " " + unit + " is not within " + min + " and " + max + " " + unit);
        }
        return value;
    }
}
