package io.coxswain.lessons;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * One run of jcstress in a JVM and a directory of its own, since it leaves its results in the current directory.
 *
 * <p><b>Threads.</b> The one that made it.
 */
final class JcstressRun {
    private static final String RESULTS = "jcstress-results-*.bin.gz";

    private final Path directory;

    /**
     * Prepares a run.
     *
     * @param directory where jcstress works; what an earlier run has left there is deleted
     */
    JcstressRun(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory);
        for (Path old : resultFiles()) {
            Files.delete(old);
        }
    }

    /**
     * Runs jcstress and waits for its end.
     *
     * @param options of jcstress, by name
     * @param limit after which the run is ended by force
     * @return everything it has recorded, which may be nothing
     */
    Collection<TestResult> start(Map<String, String> options, Duration limit) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(absoluteClassPath());
        command.add("org.openjdk.jcstress.Main");
        options.forEach((name, value) -> {
            command.add(name);
            command.add(value);
        });
        command.add("-r");
        command.add("report");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        Thread end = new Thread(() -> endWithChildren(process));
        Runtime.getRuntime().addShutdownHook(end);
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            endWithChildren(process);
            throw new IOException("jcstress was not done within " + limit + "; see " + log());
        }
        Runtime.getRuntime().removeShutdownHook(end);
        return results();
    }

    /** What jcstress has printed. */
    Path log() {
        return directory.resolve("jcstress.log");
    }

    private static String absoluteClassPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    /** jcstress runs each test in a JVM of its own, which would outlive it. */
    private static void endWithChildren(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private Collection<TestResult> results() throws IOException {
        InProcessCollector collector = new InProcessCollector();
        for (Path file : resultFiles()) {
            DiskReadCollector reader = new DiskReadCollector(file.toString(), collector);
            try {
                reader.dump();
            } catch (ClassNotFoundException e) {
                throw new IOException("results of another version of jcstress in " + file, e);
            } finally {
                reader.close();
            }
        }
        return collector.getTestResults();
    }

    private List<Path> resultFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, RESULTS)) {
            found.forEach(files::add);
        }
        return files;
    }
}
