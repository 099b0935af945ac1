package io.coxswain.lessons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The claims in the library and the lessons name each other. Whether a lesson proves its claim is for the reader. */
class LessonNamesTest {
    /** A series and a number, as in {@code SleepWake_03}; a range names its ends. */
    private static final Pattern NAME = Pattern.compile("\\b([A-Z][A-Za-z]+_[0-9]{2})(?:\\b|_)");

    private static final List<Path> CLAIMS =
            List.of(Path.of("../queues/src"), Path.of("../core/src"), Path.of("../tls/src"));

    private final Collection<Lesson> lessons = Lesson.matching(Pattern.compile("."));

    @Test
    void everyLessonThatTheLibraryNamesExists() throws IOException {
        Set<String> existing = lessons.stream().map(LessonNamesTest::numberOf).collect(Collectors.toSet());
        Set<String> named = namedInTheLibrary();

        assertFalse(named.isEmpty(), "no lesson is named anywhere, so these are not the sources");
        named.removeAll(existing);
        assertEquals(Set.of(), named, "named in the library, and not there");
    }

    @Test
    void everySeriesOfLessonsIsNamedByTheLibrary() throws IOException {
        Set<String> series = lessons.stream()
                .map(lesson -> numberOf(lesson).replaceFirst("_.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        namedInTheLibrary().forEach(name -> series.remove(name.replaceFirst("_.*", "")));

        assertEquals(Set.of(), series, "series that no claim refers to");
    }

    @Test
    void theIndexHasEveryLessonAndNoOther() throws IOException {
        Set<String> existing =
                lessons.stream().map(LessonNamesTest::numberOf).collect(Collectors.toCollection(TreeSet::new));
        String book = Files.readString(Path.of("../docs/proof.md"));
        String index = book.substring(book.indexOf("### Index"), book.indexOf("### The bounded run"));

        Set<String> listed = new TreeSet<>();
        Matcher matcher = NAME.matcher(index);
        while (matcher.find()) {
            listed.add(matcher.group(1));
        }

        assertEquals(existing, listed);
    }

    @Test
    void eachNumberIsGivenOnce() {
        Set<String> seen = new TreeSet<>();
        for (Lesson lesson : lessons) {
            assertTrue(seen.add(numberOf(lesson)), lesson.name());
        }
    }

    /** Machines that build have two processors, on which jcstress leaves out whatever has more actors. */
    @Test
    void everyLessonHasTwoActors() {
        for (Lesson lesson : lessons) {
            assertEquals(2, lesson.actors(), lesson.name());
        }
    }

    @Test
    void everySeriesBeginsWithABrokenForm() {
        for (Lesson lesson : lessons) {
            if (numberOf(lesson).endsWith("_01")) {
                assertTrue(lesson.isBrokenForm(), lesson.name());
            }
        }
    }

    private static Set<String> namedInTheLibrary() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path sources : CLAIMS) {
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    Matcher matcher = NAME.matcher(Files.readString(file));
                    while (matcher.find()) {
                        named.add(matcher.group(1));
                    }
                }
            }
        }
        return named;
    }

    private static String numberOf(Lesson lesson) {
        Matcher matcher = NAME.matcher(lesson.name());
        assertTrue(matcher.find(), () -> lesson.name() + " is not named as a lesson");
        return matcher.group(1);
    }
}
