package io.coxswain.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is measured on, for the head of every report.
 *
 * <p><b>Threads.</b> Any.
 */
final class Machine {
    private Machine() {}

    /** By name: JDK, processors, kernel. */
    static Map<String, Object> describe() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        facts.put("cores", Runtime.getRuntime().availableProcessors() + " of " + processor());
        facts.put(
                "kernel",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put("load before", firstWord(Path.of("/proc/loadavg")));
        return facts;
    }

    private static String processor() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException notLinux) {
            // Then it is not known.
        }
        return "an unknown processor";
    }

    private static String firstWord(Path file) {
        try {
            String text = Files.readString(file);
            return text.substring(0, text.indexOf(' '));
        } catch (IOException notLinux) {
            return "unknown";
        }
    }
}
