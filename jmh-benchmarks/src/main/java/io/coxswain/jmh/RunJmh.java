package io.coxswain.jmh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.Main;

/**
 * Runs what matches, with the profiler that counts allocated bytes.
 *
 * <p><b>Threads.</b> The main thread.
 */
public final class RunJmh {
    private RunJmh() {}

    /** Takes JMH's own arguments. */
    public static void main(String[] args) throws Exception {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        if (!words.contains("-h") && !words.contains("-l") && !words.contains("-prof")) {
            words.addAll(List.of("-prof", "gc"));
        }
        Main.main(words.toArray(new String[0]));
    }
}
