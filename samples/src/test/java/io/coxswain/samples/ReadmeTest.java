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
        assertEquals(source("QuickStart", "// readme: quick start\n"), block("README.md"));
    }

    @Test
    void showsTheQuickStartOfTlsAsItIsCompiled() throws IOException {
        assertEquals(source("TlsQuickStart", "// docs/tls.md: quick start\n"), block("docs/tls.md"));
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

    /** What a sample's source has behind a mark. */
    private String source(String name, String mark) throws IOException {
        String source = Files.readString(root.resolve("samples/src/main/java/io/coxswain/samples/" + name + ".java"));
        return source.substring(source.indexOf(mark) + mark.length());
    }

    /** The first Java that a page shows. */
    private String block(String page) throws IOException {
        String text = Files.readString(root.resolve(page));
        int start = text.indexOf("```java\n") + "```java\n".length();
        return text.substring(start, text.indexOf("```", start));
    }
}
