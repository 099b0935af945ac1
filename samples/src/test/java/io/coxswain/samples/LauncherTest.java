package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher at the root, run from a copy in a small tree of its own, with a PATH that holds nothing but the tools it
 * may use and stand-ins for java, javac and mvn. Not tested here: that Maven really builds the programs; the
 * programs' own tests start them.
 */
@Timeout(60)
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "cat", "cp", "dirname", "find", "head", "mkdir", "mv", "readlink", "rm", "rmdir", "sed", "sleep", "tee");

    /** Tells the version it is given; started with anything else, it tells its process id, directory and arguments. */
    private static final String JAVA = """
            #!/bin/sh
            if [ "$1" = -version ]; then echo 'openjdk version "VERSION" 2026-01-01' >&2; exit 0; fi
            printf '%s\\n' "$$" "$PWD" "$@"
            """;

    /** Records each run in the file `builds`, and makes the jars where the launcher asked for them. */
    private static final String MAVEN = """
            #!/bin/sh
            echo built >>builds
            for argument; do case $argument in -DoutputDirectory=*) out=${argument#*=} ;; esac; done
            mkdir -p "$out" samples/target/launcher
            : >samples/target/launcher/coxswain-samples-1.jar
            : >"$out/library.jar"
            """;

    @TempDir
    private Path scratch;

    private Path root;
    private Path bin;
    private Path elsewhere;

    @BeforeEach
    void makesATreeWithSpacesInItsName() throws IOException {
        root = Files.createDirectory(scratch.resolve("a tree")).toRealPath();
        bin = Files.createDirectory(scratch.resolve("its bin"));
        elsewhere = Files.createDirectory(scratch.resolve("elsewhere")).toRealPath();
        Files.copy(Path.of(System.getProperty("basedir", ".")).resolveSibling("coxswain"), root.resolve("coxswain"));
        Files.createFile(root.resolve("pom.xml"));
        Files.createDirectories(root.resolve("samples/src/main"));
        Files.createFile(root.resolve("samples/pom.xml"));
        Files.createFile(root.resolve("samples/src/main/Program.java"));
        for (String tool : TOOLS) {
            script(tool, "#!/bin/sh\nexec '" + find(tool) + "' \"$@\"\n");
        }
        script("java", JAVA.replace("VERSION", "17.0.15"));
        script("javac", "#!/bin/sh\n");
        script("mvn", MAVEN);
    }

    @Test
    void listsItsCommands() throws Exception {
        Ended help = run("help");

        assertEquals(0, help.status);
        for (String command : List.of("demo", "kv", "echo", "bench", "help")) {
            assertTrue(help.out.contains("\n  " + command + " "), () -> command + " is not in:\n" + help.out);
        }
    }

    @Test
    void refusesAnUnknownCommand() throws Exception {
        Ended ended = run("row");

        assertRefusal(ended, "unknown command: row");
        assertTrue(ended.err.contains("usage: ./coxswain COMMAND"), ended.err);
    }

    @Test
    void saysThatJavaIsMissing() throws Exception {
        Files.delete(bin.resolve("java"));

        assertRefusal(run("kv"), "no java in PATH, and JAVA_HOME is not set. A JDK of version 17 or newer is needed.");
    }

    @Test
    void saysThatJavaHomeHoldsNoJava() throws Exception {
        ProcessBuilder launcher = launcher("kv");
        launcher.environment().put("JAVA_HOME", elsewhere.toString());

        assertRefusal(end(launcher.start()), "JAVA_HOME is " + elsewhere + ", where there is no bin/java.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_412", "9.0.4", "11.0.2", "16.0.2"})
    void refusesAnOlderJdk(String version) throws Exception {
        script("java", JAVA.replace("VERSION", version));

        assertRefusal(run("kv"), "is older than 17");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "21.0.7", "25-ea", "100.0.1"})
    void acceptsANewerJdk(String version) throws Exception {
        script("java", JAVA.replace("VERSION", version));

        assertEquals(0, run("kv").status);
    }

    @Test
    void saysThatMavenIsMissing() throws Exception {
        Files.delete(bin.resolve("mvn"));

        assertRefusal(run("kv"), "no mvn in PATH, and samples has to be built. Maven 3.8.7 or newer is needed.");
    }

    @Test
    void saysThatTheCompilerIsMissing() throws Exception {
        Files.delete(bin.resolve("javac"));

        assertRefusal(run("kv"), "no javac in PATH, and samples has to be built.");
    }

    @Test
    void runsWithoutMavenWhatIsBuilt() throws Exception {
        run("kv");
        Files.delete(bin.resolve("mvn"));
        Files.delete(bin.resolve("javac"));

        assertEquals(0, run("kv").status);
    }

    @Test
    void becomesJavaWhereItWasCalled() throws Exception {
        Process process = launcher("kv", "--port", "70 07", "*").start();
        Ended ended = end(process);

        assertEquals(
                List.of(
                        Long.toString(process.pid()),
                        elsewhere.toString(),
                        "-cp",
                        root + "/target/launcher/samples/app/*",
                        "io.coxswain.samples.KvServer",
                        "--port",
                        "70 07",
                        "*"),
                ended.out.lines().toList());
        try (Stream<Path> jars = Files.list(root.resolve("target/launcher/samples/app"))) {
            assertEquals(
                    List.of("coxswain-samples-1.jar", "library.jar"),
                    jars.map(jar -> jar.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void givesJavaItsOptions() throws Exception {
        ProcessBuilder launcher = launcher("echo");
        launcher.environment().put("JAVA_OPTS", "-Xmx64m -Dstar=*");

        List<String> lines = end(launcher.start()).out.lines().toList();

        assertEquals(List.of("-Xmx64m", "-Dstar=*", "-cp"), lines.subList(2, 5));
    }

    @Test
    void findsItsTreeThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(root.resolve("samples/link"), Path.of("../coxswain"));
        ProcessBuilder launcher = launcher("kv");
        launcher.command().set(1, link.toString());

        assertEquals(0, end(launcher.start()).status);
        assertEquals(1, builds());
    }

    @Test
    void buildsAgainOnlyWhenASourceIsNewer() throws Exception {
        run("kv");
        run("echo");
        assertEquals(1, builds());

        FileTime built = Files.getLastModifiedTime(root.resolve("target/launcher/samples/stamp"));
        Files.setLastModifiedTime(
                root.resolve("samples/src/main/Program.java"), FileTime.fromMillis(built.toMillis() + 1000));
        run("kv");

        assertEquals(2, builds());
    }

    @Test
    void buildsAgainWhenASourceIsGone() throws Exception {
        run("kv");
        Path sources = root.resolve("samples/src/main");
        FileTime built = Files.getLastModifiedTime(root.resolve("target/launcher/samples/stamp"));

        Files.delete(sources.resolve("Program.java"));
        Files.setLastModifiedTime(sources, FileTime.fromMillis(built.toMillis() + 1000));
        run("kv");

        assertEquals(2, builds());
    }

    @Test
    void endsWhenTheBuildFails() throws Exception {
        script("mvn", "#!/bin/sh\necho '[ERROR] no such class'; exit 1\n");

        Ended ended = run("kv");

        assertEquals(1, ended.status);
        assertTrue(ended.err.contains("[ERROR] no such class"), ended.err);
        assertTrue(ended.err.contains("the build failed"), ended.err);
        assertFalse(Files.exists(root.resolve("target/launcher/lock")));
    }

    @Test
    void buildsOnceWhenTwoStartTogether() throws Exception {
        String waitsForGo = "n=0; until [ -e go ] || [ $n -gt 300 ]; do sleep 0.1; n=$((n + 1)); done\n";
        script("mvn", MAVEN + "echo '[INFO] Building Coxswain samples'\n" + waitsForGo);
        Process first = launcher("kv").start();
        awaitLine(first.errorReader(), "Building Coxswain samples");
        Process second = launcher("kv").start();
        awaitLine(second.errorReader(), "waiting for the build of another launcher");

        Files.createFile(root.resolve("go"));

        assertEquals(0, end(first).status);
        assertEquals(0, end(second).status);
        assertEquals(1, builds());
    }

    @Test
    void takesTheLockOfAKilledLauncher() throws Exception {
        Process dead = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
        dead.waitFor();
        Files.createDirectories(root.resolve("target/launcher"));
        Files.writeString(root.resolve("target/launcher/lock"), dead.pid() + "\n");

        assertEquals(0, run("kv").status);
        assertEquals(1, builds());
    }

    private record Ended(int status, String out, String err) {}

    private static void assertRefusal(Ended ended, String message) {
        assertEquals(2, ended.status, ended.err);
        assertTrue(ended.err.contains(message), ended.err);
        assertEquals("", ended.out);
    }

    private ProcessBuilder launcher(String... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", root + "/coxswain"));
        command.addAll(List.of(arguments));
        ProcessBuilder launcher = new ProcessBuilder(command).directory(elsewhere.toFile());
        launcher.environment().clear();
        launcher.environment().put("PATH", bin.toString());
        return launcher;
    }

    private Ended run(String... arguments) throws Exception {
        return end(launcher(arguments).start());
    }

    /** What a launcher has to say is far below what a pipe holds, so it is read after the end. */
    private static Ended end(Process process) throws Exception {
        assertTrue(process.waitFor(50, TimeUnit.SECONDS), "the launcher does not end");
        return new Ended(
                process.exitValue(),
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
                new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static void awaitLine(BufferedReader reader, String part) throws IOException {
        String line = reader.readLine();
        while (line != null && !line.contains(part)) {
            line = reader.readLine();
        }
        assertNotNull(line, () -> "ended without a line that has: " + part);
    }

    private int builds() throws IOException {
        return Files.readAllLines(root.resolve("builds")).size();
    }

    private void script(String name, String text) throws IOException {
        Path script = Files.writeString(bin.resolve(name), text);
        assertTrue(script.toFile().setExecutable(true));
    }

    private static Path find(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(tool + " is not in PATH"));
    }
}
