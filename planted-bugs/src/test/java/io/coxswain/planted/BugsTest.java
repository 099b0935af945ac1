package io.coxswain.planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keeps the list of bugs fit for the sources as they are. That each is caught, {@link PlantBugs} shows by command. */
class BugsTest {
    private final Path root = Path.of("..").toAbsolutePath().normalize();

    @Test
    void fitsEveryEditExactlyOnce() throws IOException {
        for (Bug bug : PlantBugs.all()) {
            String text = Files.readString(root.resolve(bug.path()));

            assertNotEquals(text, Scratch.edited(bug, text), bug.name());
        }
    }

    @Test
    void namesOnlySuitesThatExist() {
        List<String> missing = new ArrayList<>();
        for (Bug bug : PlantBugs.all()) {
            for (Suite suite : bug.suites()) {
                for (String name : suite.kind() == Suite.Kind.LESSON ? List.<String>of() : suite.names()) {
                    Path file = root.resolve(suite.module() + "/src/test/java/" + name.replace('.', '/') + ".java");
                    if (!Files.exists(file)) {
                        missing.add(bug.name() + ": " + name);
                    }
                }
            }
        }

        assertEquals(List.of(), missing);
    }

    @Test
    void plantsEachBugOnce() {
        List<String> names = PlantBugs.all().stream().map(Bug::name).toList();

        assertEquals(names.size(), new HashSet<>(names).size());
        assertTrue(names.size() >= 20, "only " + names.size());
    }

    @Test
    void hasARowInTheProofForEachBugThatWasCaught() throws IOException {
        String proof = Files.readString(root.resolve("docs/proof.md"));
        List<String> missing = PlantBugs.all().stream()
                .map(bug -> "| " + bug.name() + " | `"
                        + bug.file().substring(bug.file().indexOf('/') + 1) + "` | `")
                .filter(row -> !proof.contains(row))
                .toList();

        assertEquals(List.of(), missing);
    }
}
