package io.coxswain.consumer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The JDKs of this machine: the one that runs, and those installed beside it. */
final class Jdks {
    private static final Path RUNNING = Path.of(System.getProperty("java.home"));

    private Jdks() {}

    /** The home of a JDK of that feature version, the running one first. */
    static Optional<Path> home(int feature) throws IOException {
        if (Runtime.version().feature() == feature) {
            return Optional.of(RUNNING);
        }
        for (Path directory : List.of(RUNNING.resolveSibling("."), Path.of("/usr/lib/jvm"))) {
            Optional<Path> home = homeBelow(directory, feature);
            if (home.isPresent()) {
                return home;
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> homeBelow(Path directory, int feature) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(directory)) {
            return homes.sorted().filter(home -> featureOf(home) == feature).findFirst();
        }
    }

    /** From the file `release`, which says JAVA_VERSION="25.0.3"; 0 if this is no JDK. */
    private static int featureOf(Path home) {
        if (!Files.isExecutable(home.resolve("bin/java"))) {
            return 0;
        }
        Properties release = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("release"))) {
            release.load(reader);
            String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
            return Runtime.Version.parse(version).feature();
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }
}
