package io.coxswain.lessons;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * The program that runs lessons through jcstress, prints a table, and fails where jcstress would keep silent.
 *
 * <p>Options are those of jcstress, in pairs of name and value. {@code -l} lists the lessons. Exit status: 0 if every
 * lesson went as it should, 1 if one did not, 2 if there was nothing to run or it cannot be run here.
 *
 * <p><b>Threads.</b> The main thread.
 */
public final class RunLessons {
    private static final int GOOD = 0;
    private static final int BAD = 1;
    private static final int UNFIT = 2;

    /** All actors compiled alike, little memory; assertions are on, as in every test. */
    private static final String COMMON =
            "-m quick -sc false -fsm 1 -strideCount 5 -hs 64 -pth false -jvmArgsPrepend -ea ";

    /** Before JDK 18 jcstress starts every JVM twice, with biased locking and without. */
    private static final int BOUNDED_FORKS = Runtime.version().feature() < 18 ? 1 : 2;

    /**
     * The bounded run, where the start of the JVMs takes most of the time: two for each lesson, the interpreter and
     * then the compiler that reorders most, and no other kind of compilation.
     */
    private static final Map<String, String> BOUNDED = options(
            (COMMON + "-f " + BOUNDED_FORKS + " -iters 1 -time 250 -jvmArgs -XX:-TieredCompilation").split(" "));

    /** The second chance of a broken form that did not show: in every kind of compilation, and many times as long. */
    private static final Map<String, String> LONGER = options((COMMON + "-f 2 -iters 3 -time 500").split(" "));

    /** Per lesson, many times what it takes on a busy machine. */
    private static final Duration BOUNDED_LIMIT = Duration.ofMinutes(2);

    /** For whoever has given a mode of their own. */
    private static final Duration LONG_LIMIT = Duration.ofDays(2);

    private final PrintStream out;
    private final Path directory;

    private RunLessons(PrintStream out, Path directory) {
        this.out = out;
        this.directory = directory;
    }

    /**
     * Runs lessons and exits.
     *
     * @param args options of jcstress
     */
    public static void main(String[] args) throws IOException, InterruptedException, URISyntaxException {
        Path program = Path.of(RunLessons.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        System.exit(new RunLessons(System.out, program.resolveSibling("lessons")).run(List.of(args)));
    }

    private int run(List<String> args) throws IOException, InterruptedException {
        boolean listOnly = args.contains("-l");
        List<String> pairs = args.stream().filter(arg -> !arg.equals("-l")).toList();
        if (pairs.size() % 2 != 0 || pairs.contains("-h")) {
            out.println(
                    "options come in pairs of name and value, such as -t REGEXP or -m default; -l lists the lessons");
            return UNFIT;
        }
        Map<String, String> given = options(pairs.toArray(String[]::new));
        String filter = given.getOrDefault("-t", ".");
        Collection<Lesson> lessons = Lesson.matching(Pattern.compile(filter));
        if (lessons.isEmpty()) {
            out.println("no lesson matches " + filter);
            return UNFIT;
        }
        if (listOnly) {
            lessons.forEach(lesson -> out.println(lesson.name()));
            return GOOD;
        }
        int processors = Runtime.getRuntime().availableProcessors();
        for (Lesson lesson : lessons) {
            if (lesson.actors() > processors) {
                out.println(lesson.name() + " needs " + lesson.actors() + " processors, and there are " + processors);
                return UNFIT;
            }
        }
        return judge(lessons, given);
    }

    private int judge(Collection<Lesson> lessons, Map<String, String> given) throws IOException, InterruptedException {
        boolean bounded = !given.containsKey("-m");
        Map<String, String> options = new LinkedHashMap<>(bounded ? BOUNDED : options("-jvmArgsPrepend", "-ea"));
        options.putAll(given);
        Duration limit = bounded ? BOUNDED_LIMIT.multipliedBy(lessons.size()) : LONG_LIMIT;
        JcstressRun first = new JcstressRun(directory.resolve("first"));
        out.println("Running " + lessons.size() + " lessons; jcstress reports to " + first.log());
        long startNanos = System.nanoTime();
        Collection<TestResult> results = first.start(options, limit);

        List<Verdict> verdicts = new ArrayList<>();
        List<Lesson> notShown = new ArrayList<>();
        for (Lesson lesson : lessons) {
            Verdict verdict = Verdict.of(lesson, results);
            if (bounded && verdict.finding() == Verdict.Finding.NOT_SHOWN) {
                notShown.add(lesson);
            } else {
                verdicts.add(verdict);
            }
        }
        if (!notShown.isEmpty()) {
            verdicts.addAll(secondChance(notShown));
        }
        out.println(Verdict.header());
        verdicts.forEach(verdict -> out.println(verdict.row()));
        out.println("in " + Duration.ofNanos(System.nanoTime() - startNanos).toSeconds() + " s");
        return verdicts.stream().allMatch(Verdict::isGood) ? GOOD : BAD;
    }

    private List<Verdict> secondChance(List<Lesson> lessons) throws IOException, InterruptedException {
        JcstressRun longer = new JcstressRun(directory.resolve("second"));
        out.println(lessons.size() + " broken forms did not show their fault; running them for longer, see "
                + longer.log());
        Map<String, String> options = new LinkedHashMap<>(LONGER);
        options.put(
                "-t",
                lessons.stream()
                        .map(lesson -> Pattern.quote(lesson.name()))
                        .collect(Collectors.joining("|", "^(", ")$")));
        Collection<TestResult> results = longer.start(options, BOUNDED_LIMIT.multipliedBy(lessons.size()));
        return lessons.stream().map(lesson -> Verdict.of(lesson, results)).toList();
    }

    private static Map<String, String> options(String... namesAndValues) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return options;
    }
}
