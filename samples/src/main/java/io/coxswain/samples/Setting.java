package io.coxswain.samples;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thing that {@code CONFIG GET} tells and {@code CONFIG SET} may change while the server runs.
 *
 * <p><b>Threads.</b> The loop.
 *
 * @param name in lower case
 * @param value tells its present value
 * @param check says why it cannot be set to a text, null if it can
 * @param apply sets it to a text that has passed the check
 */
record Setting(String name, Supplier<String> value, Check check, Consumer<String> apply) {
    /** Looks at a text before anything is changed. */
    interface Check {
        /** Why the setting cannot be set to this text, in Redis' words; null if it can. */
        @Nullable
        String refusal(String text);
    }

    /** A setting that is what it is: it can be set to that, and to nothing else. */
    static Setting fixed(String name, String value) {
        return new Setting(
                name, () -> value, text -> text.equals(value) ? null : "can't set immutable config", text -> {});
    }

    /** A setting that is one of several words. */
    static Setting choice(String name, List<String> words, Supplier<String> value, Consumer<String> apply) {
        String refusal = "argument(s) must be one of the following: " + String.join(", ", words);
        return new Setting(name, value, text -> words.contains(text) ? null : refusal, apply);
    }

    /** A setting that is an integer from {@code min} to {@code max}. */
    static Setting number(String name, int min, int max, IntSupplier value, IntConsumer apply) {
        return new Setting(
                name,
                () -> Integer.toString(value.getAsInt()),
                text -> numberRefusal(text, min, max),
                text -> apply.accept(Integer.parseInt(text)));
    }

    private static @Nullable String numberRefusal(String text, int min, int max) {
        try {
            long number = Long.parseLong(text);
            return number >= min && number <= max
                    ? null
                    : "argument must be between " + min + " and " + max + " inclusive";
        } catch (NumberFormatException e) {
            return "argument couldn't be parsed into an integer";
        }
    }
}
