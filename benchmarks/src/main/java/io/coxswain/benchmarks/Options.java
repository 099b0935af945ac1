package io.coxswain.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * The options of one program: {@code --name value} pairs and {@code --name} alone.
 *
 * <p><b>Threads.</b> The main thread.
 */
final class Options {
    private final List<String> words;

    Options(List<String> words) {
        this.words = new ArrayList<>(words);
    }

    /** Takes an option without a value. */
    boolean takeFlag(String name) {
        return words.remove(name);
    }

    /** Takes the value of an option, or the fallback where it is not given. */
    String take(String name, String fallback) {
        int index = words.indexOf(name);
        if (index < 0) {
            return fallback;
        }
        if (index + 1 == words.size()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        words.remove(index);
        return words.remove(index);
    }

    /** Refuses what nobody has taken. */
    void refuseRest() {
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + String.join(" ", words));
        }
    }
}
