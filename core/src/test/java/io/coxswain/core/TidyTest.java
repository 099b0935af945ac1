package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Reads the sources for what the other tools do not see. That the README shows compiled code is checked in
 * {@code samples}.
 */
class TidyTest {
    private static final Pattern ORDERED_ACCESS =
            Pattern.compile("\\b(setRelease|getAcquire|setOpaque|getOpaque|setVolatile|"
                    + "getVolatile|compareAndSet|compareAndExchange\\w*|weakCompareAndSet\\w*|getAndAdd\\w*|getAndBitwise\\w*|"
                    + "getAndSet\\w*|lazySet|(?:release|acquire|full|loadLoad|storeStore)Fence)\\(");

    private static final Pattern LESSON = Pattern.compile("\\{@code ([A-Z][A-Za-z]+_\\d\\d)\\w*}");

    private static final Pattern BANNED_NAME =
            Pattern.compile("(Manager|Helper|Utils?|Impl|Base|Data|Info|Context)$|^(Abstract|Default)");

    private static final List<String> BANNED_WORDS =
            List.of("event loop", "main thread", "I/O thread", "worker thread", "thread pool", "reactor", "task queue");

    private static final int COMMENT_LINES_ABOVE = 3;
    private static final int COLUMNS_MAX = 120;

    private final Path root = Path.of("..").toAbsolutePath().normalize();

    @Test
    void saysWhichThreadsWhereverMemoryOrderMatters() {
        List<String> silent = new ArrayList<>();
        for (Path file : publishedSources()) {
            String text = read(file);
            if (text.contains("import java.lang.invoke.VarHandle;") && !text.contains("<b>Threads.</b>")) {
                silent.add(root.relativize(file).toString());
            }
        }

        assertEquals(List.of(), silent, "these have a VarHandle and do not say which threads may call what");
    }

    @Test
    void commentsEveryOrderedAccess() {
        List<String> silent = new ArrayList<>();
        int count = 0;
        for (Path file : publishedSources()) {
            List<String> lines = read(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                boolean isCode = !line.startsWith("*") && !line.startsWith("//") && !line.startsWith("/*");
                if (isCode && ORDERED_ACCESS.matcher(line).find()) {
                    count++;
                    if (!isCommented(lines, i)) {
                        silent.add(root.relativize(file) + ":" + (i + 1) + ": " + line);
                    }
                }
            }
        }

        assertEquals(List.of(), silent, "these accesses do not say their partner");
        assertTrue(count > 20, "only " + count + " accesses found: does the pattern still fit?");
    }

    @Test
    void namesOnlyLessonsThatExist() throws IOException {
        List<String> lessons;
        try (Stream<Path> files = Files.walk(root.resolve("jcstress-tests/src"))) {
            lessons = files.map(path -> path.getFileName().toString()).toList();
        }
        List<String> missing = new ArrayList<>();
        int count = 0;
        for (Path file : publishedSources()) {
            Matcher matcher = LESSON.matcher(read(file));
            while (matcher.find()) {
                count++;
                String name = matcher.group(1);
                if (lessons.stream().noneMatch(lesson -> lesson.startsWith(name))) {
                    missing.add(root.relativize(file) + " names " + name);
                }
            }
        }

        assertEquals(List.of(), missing);
        assertTrue(count > 10, "only " + count + " lessons named");
    }

    @Test
    void keepsToTheVocabulary() {
        List<String> found = new ArrayList<>();
        for (Path file : publishedSources()) {
            String name = file.getFileName().toString().replace(".java", "");
            if (BANNED_NAME.matcher(name).find()) {
                found.add(name + " says nothing by its name");
            }
            String text = read(file);
            for (String word : BANNED_WORDS) {
                if (text.contains(word)) {
                    found.add(root.relativize(file) + " says '" + word + "'");
                }
            }
        }

        assertEquals(List.of(), found);
    }

    /** The formatter wraps code, and leaves comments to whoever writes them. */
    @Test
    void wrapsItsComments() {
        List<String> tooLong = new ArrayList<>();
        for (Path file : publishedSources()) {
            List<String> lines = read(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String shown = lines.get(i).replaceAll("&[a-z]+;", "_");
                if (shown.length() > COLUMNS_MAX) {
                    tooLong.add(root.relativize(file) + ":" + (i + 1) + " has " + shown.length() + " columns");
                }
            }
        }

        assertEquals(List.of(), tooLong);
    }

    private static boolean isCommented(List<String> lines, int index) {
        if (lines.get(index).contains("//")) {
            return true;
        }
        for (int i = Math.max(0, index - COMMENT_LINES_ABOVE); i < index; i++) {
            if (lines.get(i).contains("// ") || lines.get(i).strip().startsWith("* ")) {
                return true;
            }
        }
        return false;
    }

    private List<Path> publishedSources() {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("queues", "tls", "core")) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main/java"))) {
                files.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertTrue(sources.size() > 20, "only " + sources.size() + " sources found under " + root);
        return sources;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
