package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is what the build compiles, and what it points at is there. */
class ReadmeTest {
    private static final int LINES_MAX = 150;

    private final Path root = Path.of("..").toAbsolutePath().normalize();

    @Test
    void showsTheQuickStartAsItIsCompiled() throws IOException {
        String readme = Files.readString(root.resolve("README.md"));
        String source = Files.readString(root.resolve("samples/src/main/java/io/coxswain/samples/QuickStart.java"));

        String region =
                source.substring(source.indexOf("// readme: quick start\n") + "// readme: quick start\n".length());

        assertEquals(region, block(readme));
    }

    @Test
    void pointsAtFilesThatExist() throws IOException {
        Matcher link = Pattern.compile("]\\(([^)#:]+)\\)").matcher(Files.readString(root.resolve("README.md")));

        int count = 0;
        while (link.find()) {
            assertTrue(Files.exists(root.resolve(link.group(1))), link.group(1) + " does not exist");
            count++;
        }

        assertTrue(count >= 8, "the reading tour has " + count + " links");
    }

    @Test
    void fitsOnThreeScreens() throws IOException {
        List<String> lines = Files.readAllLines(root.resolve("README.md"));

        assertTrue(lines.size() <= LINES_MAX, lines.size() + " lines exceed " + LINES_MAX);
    }

    private static String block(String readme) {
        int start = readme.indexOf("```java\n") + "```java\n".length();
        return readme.substring(start, readme.indexOf("```", start));
    }
}
