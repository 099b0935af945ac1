package io.coxswain.planted;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The program that plants each bug and prints who has caught it, as the rows of the table in {@code docs/proof.md}.
 *
 * <p>First the suites are run without a bug, once: what fails then would catch anything. Exit status: 0 if every bug was
 * caught, 1 if one was not, 2 if there was nothing to run or it cannot be run.
 */
public final class PlantBugs {
    /** Exit status of a suite that found nothing. */
    static final int PASSED = 0;

    /** Exit status of a suite that found the bug. */
    static final int CAUGHT = 1;

    /** Exit status if there was nothing to run. */
    static final int UNFIT = 2;

    /** How long a suite may take; one that does not end has caught a bug too, by what it waits for. */
    private static final long UNIT_SECONDS_MAX = 180;

    private static final long LESSON_SECONDS_MAX = 240;

    private final PrintStream out;
    private final Path root;
    private final Path directory;
    private final Scratch scratch;

    private PlantBugs(PrintStream out, Path root, Path directory) throws IOException {
        this.out = out;
        this.root = root;
        this.directory = directory;
        this.scratch = new Scratch(root, directory.resolve("scratch"));
    }

    /**
     * Plants bugs and exits.
     *
     * @param args the root of the repository, a directory to work in, optionally which bugs, by a pattern, and optionally
     *     anything at all to have the suites not run first without a bug
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Pattern wanted = Pattern.compile(args.length > 2 ? args[2] : ".*");
        List<Bug> bugs = all().stream()
                .filter(bug -> wanted.matcher(bug.name()).matches())
                .toList();
        PlantBugs run = new PlantBugs(
                System.out,
                Path.of(args[0]).toAbsolutePath().normalize(),
                Path.of(args[1]).toAbsolutePath());
        boolean isFit = args.length > 3 || run.checkSuites(bugs) == PASSED;
        System.exit(bugs.isEmpty() || !isFit ? UNFIT : run.plant(bugs));
    }

    /** Every bug there is. */
    static List<Bug> all() {
        return Stream.of(QueueBugs.ALL, EngineBugs.ALL, LinkBugs.ALL, TlsBugs.ALL)
                .flatMap(List::stream)
                .toList();
    }

    private int plant(List<Bug> bugs) throws IOException, InterruptedException {
        List<String> uncaught = new ArrayList<>();
        out.println("| planted | in | caught by |");
        out.println("|---|---|---|");
        for (Bug bug : bugs) {
            scratch.plant(bug);
            List<String> caughtBy = new ArrayList<>();
            for (Suite suite : bug.suites()) {
                String what = run(suite, scratch.classes().toString() + File.pathSeparator);
                if (what != null) {
                    caughtBy.add(what);
                }
            }
            scratch.weed(bug);
            if (caughtBy.isEmpty()) {
                uncaught.add(bug.name());
            }
            String file = bug.file().substring(bug.file().indexOf('/') + 1);
            out.println("| " + bug.name() + " | `" + file + "` | "
                    + (caughtBy.isEmpty() ? "**nothing**" : String.join(", ", caughtBy)) + " |");
        }
        out.println(bugs.size() + " planted, " + (bugs.size() - uncaught.size()) + " caught; not: " + uncaught);
        return uncaught.isEmpty() ? PASSED : CAUGHT;
    }

    /** What a suite says about the product as it is. */
    private int checkSuites(List<Bug> bugs) throws IOException, InterruptedException {
        List<Suite> suites =
                bugs.stream().flatMap(bug -> bug.suites().stream()).distinct().toList();
        for (Suite suite : suites) {
            String what = run(suite, "");
            if (what != null) {
                out.println(what + " fails without any bug");
                return UNFIT;
            }
        }
        return PASSED;
    }

    /** Runs a suite, and says what in it has failed, or null. */
    private @Nullable String run(Suite suite, String classPathBefore) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "suite", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-XX:+EnableDynamicAgentLoading",
                "-Dlincheck.logLevel=ERROR",
                "-Djava.security.properties=" + root.resolve("tls/src/test/resources/small-key-limits.security"),
                "-cp",
                classPathBefore + classPath(suite)));
        if (suite.kind() == Suite.Kind.LESSON) {
            command.addAll(List.of(
                    "io.coxswain.lessons.RunLessons", "-t", suite.names().get(0)));
        } else {
            command.add(RunTests.class.getName());
            command.addAll(suite.names());
        }
        Path base = suite.kind() == Suite.Kind.PAIRING ? scratch.tree() : root;
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(base.resolve(suite.module()).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAZZER_HOOKS", "false");
        Process process = builder.start();
        long secondsMax = suite.kind() == Suite.Kind.LESSON ? LESSON_SECONDS_MAX : UNIT_SECONDS_MAX;
        boolean isOver = process.waitFor(secondsMax, TimeUnit.SECONDS);
        if (!isOver) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            return "`" + shortName(suite) + "`, which never ended";
        }
        return verdict(suite, process.exitValue(), Files.readAllLines(log), log);
    }

    private static @Nullable String verdict(Suite suite, int status, List<String> lines, Path log) {
        if (status == PASSED) {
            return null;
        }
        boolean lacksClasses = lines.stream()
                .anyMatch(line -> line.contains("NoClassDefFoundError") || line.contains("DiscoveryIssue"));
        if (status == UNFIT || lacksClasses) {
            throw new IllegalStateException("the suite could not be run, perhaps because of a build beside it: " + log);
        }
        return lines.stream()
                .filter(line -> line.startsWith(RunTests.FAILED))
                .map(line -> "`" + line.substring(RunTests.FAILED.length()) + "`")
                .findFirst()
                .orElse("`" + shortName(suite) + "`");
    }

    private static String shortName(Suite suite) {
        String name = suite.names().get(0);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The tests of the suite's module before everything that this program has. */
    private String classPath(Suite suite) {
        String tests =
                root.resolve(suite.module()).resolve("target/test-classes").toString();
        List<String> entries = new ArrayList<>();
        if (suite.kind() != Suite.Kind.LESSON) {
            entries.add(tests);
        }
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }
}
