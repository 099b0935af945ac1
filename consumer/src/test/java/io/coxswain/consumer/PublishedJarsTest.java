package io.coxswain.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.core.Framing;
import io.coxswain.queues.JobInbox;
import io.coxswain.tls.TlsMachine;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.DeadlineTimerWheel;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The published jars with nothing beside them, on this JDK and on the supported ones installed beside it: not a line on
 * stderr, and no class of {@code Unsafe} loaded for us. Under {@code mvn test} there are no jars yet, and the
 * directories of classes stand in for them.
 */
@Timeout(120)
class PublishedJarsTest {
    private static final List<Integer> SUPPORTED = List.of(17, 25);

    @TempDir
    private Path scratch;

    static IntStream features() {
        int running = Runtime.version().feature();
        return IntStream.concat(IntStream.of(running), SUPPORTED.stream().mapToInt(Integer::intValue))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("features")
    void startAloneInSilenceAndWithoutUnsafe(int feature) throws Exception {
        Ended ended = start(feature, SmallProgram.class);

        assertEquals("", ended.err);
        assertEquals("10100 lines, 1 timer, by a worker\n", ended.out);
        assertEquals(0, ended.status);
        assertTrue(ended.loaded.contains(JobInbox.class.getName()), "the log of loaded classes is not one");
        // The first object of an event class would bring it up, a hundred classes and some 100 ms.
        assertTrue(!ended.loaded.contains("jdk.jfr.Event"), "the flight recorder was brought up");
        assertEquals(List.of(), ended.unsafe());
    }

    /** Neither the flight recorder nor JMX nor java.logging is there. */
    @ParameterizedTest
    @MethodSource("features")
    void needNoModuleButJavaBase(int feature) throws Exception {
        Ended ended = start(feature, List.of("--limit-modules=java.base"), SmallProgram.class);

        assertEquals("", ended.err);
        assertEquals("10100 lines, 1 timer, by a worker\n", ended.out);
        assertEquals(0, ended.status);
    }

    @ParameterizedTest
    @MethodSource("features")
    void speakTlsInSilence(int feature) throws Exception {
        Ended ended = start(feature, SmallTlsProgram.class);

        assertEquals("", ended.err);
        assertEquals("a line by TLSv1.3\n", ended.out);
        assertEquals(0, ended.status);
        assertEquals(List.of(), ended.unsafe());
    }

    @ParameterizedTest
    @MethodSource("features")
    void wouldBeCaughtWithAnUnsafeQueue(int feature) throws Exception {
        Ended ended = start(feature, OffLimits.class, "jctools");

        assertTrue(
                ended.unsafe().containsAll(List.of("org.jctools.util.UnsafeAccess", "sun.misc.Unsafe")),
                () -> "seen: " + ended.unsafe());
    }

    @ParameterizedTest
    @MethodSource("features")
    void wouldBeCaughtWithAnUnsafeBuffer(int feature) throws Exception {
        Ended ended = start(feature, OffLimits.class, "agrona");

        assertTrue(ended.unsafe().contains("org.agrona.UnsafeApi"), () -> "seen: " + ended.unsafe());
        assertTrue(ended.err.contains("IllegalAccessError"), ended.err);
    }

    @Test
    void haveModuleNamesAndTheLicence() throws Exception {
        for (Class<?> type : List.of(JobInbox.class, TlsMachine.class, Framing.class)) {
            Path location = location(type);
            if (Files.isDirectory(location)) {
                skip("the published jars; `mvn verify` makes them before this test, `mvn test` does not");
            }
            try (JarFile jar = new JarFile(location.toFile())) {
                String name = jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
                assertEquals(type.getPackageName(), name);
                assertNotNull(jar.getEntry("META-INF/LICENSE"), () -> "no licence in " + location);
            }
        }
    }

    private record Ended(int status, String out, String err, List<String> loaded) {
        /** Classes that nothing in the JDK itself would have loaded. */
        List<String> unsafe() {
            return loaded.stream().filter(Ended::isUnsafe).sorted().toList();
        }

        private static boolean isUnsafe(String name) {
            boolean ofTheJdk = name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.");
            return name.startsWith("sun.misc.") || (name.contains("Unsafe") && !ofTheJdk);
        }
    }

    private Ended start(int feature, Class<?> program, String... arguments) throws Exception {
        return start(feature, List.of(), program, arguments);
    }

    private Ended start(int feature, List<String> options, Class<?> program, String... arguments) throws Exception {
        Optional<Path> home = Jdks.home(feature);
        if (home.isEmpty()) {
            skip("JDK " + feature + ", beside the JDK that runs or in /usr/lib/jvm");
        }
        List<String> command = new ArrayList<>(List.of(
                home.orElseThrow().resolve("bin/java").toString(),
                "-ea",
                "-Xlog:class+load:file=loaded.log",
                "-cp",
                classPath(program)));
        command.addAll(options);
        command.add(program.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(scratch.toFile())
                .redirectOutput(scratch.resolve("out").toFile())
                .redirectError(scratch.resolve("err").toFile());
        // java reports on stderr that it has read options from these.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        assertTrue(ended, "the program does not end");
        return new Ended(process.exitValue(), read("out"), read("err"), loaded());
    }

    private static String classPath(Class<?> program) {
        return Stream.of(
                        JobInbox.class,
                        TlsMachine.class,
                        Framing.class,
                        MpscAtomicArrayQueue.class,
                        DeadlineTimerWheel.class,
                        program)
                .map(type -> location(type).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The names in lines such as {@code [0.081s][info][class,load] java.lang.Object source: shared objects file}. */
    private List<String> loaded() throws IOException {
        try (Stream<String> lines = Files.lines(scratch.resolve("loaded.log"))) {
            return lines.map(line -> line.substring(line.lastIndexOf(']') + 1).strip())
                    .map(text -> text.split(" ", 2)[0])
                    .toList();
        }
    }

    private String read(String name) throws IOException {
        return Files.readString(scratch.resolve(name));
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static void skip(String what) {
        String message = "SKIPPED, TOOL ABSENT: " + what;
        System.out.println(message);
        Assumptions.abort(message);
    }
}
