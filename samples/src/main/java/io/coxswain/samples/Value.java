package io.coxswain.samples;

/**
 * What a key stands for. Each type has a class of its own, and a class with its commands.
 *
 * <p><b>Threads.</b> The loop.
 */
sealed interface Value permits StringValue {
    /** What {@code TYPE} calls it. */
    String typeName();
}
