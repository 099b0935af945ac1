package io.coxswain.samples;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Programs that are not ours. A test whose tool is not installed is skipped, loudly. */
final class Tools {
    private Tools() {}

    /** The path of a program. */
    static String find(String tool) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
            Path path = Path.of(directory, tool);
            if (Files.isExecutable(path)) {
                return path.toString();
            }
        }
        // The beginning of the line is what scripts look for.
        System.out.println("\nSKIPPED, TOOL ABSENT: " + tool);
        return abort(tool + " is not installed");
    }
}
