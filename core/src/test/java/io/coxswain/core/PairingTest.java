package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pairs every release in the sources with its acquire, and every comment on order with the access that it is
 * about: what a lesson cannot show on a processor that keeps the order by itself. What is paired, and by which
 * words, {@link Pairing} says. That the order is the right one, the lessons in {@code jcstress-tests} prove.
 */
class PairingTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final List<SourceText> SOURCES = Stream.of("queues", "tls", "core")
            .flatMap(module -> files(ROOT.resolve(module).resolve("src/main/java")).stream())
            .filter(file -> !file.endsWith("package-info.java"))
            .map(SourceText::read)
            .toList();

    private static final Pairing PAIRING = new Pairing(SOURCES, testNames());

    @Test
    void pairsEveryAccessThatOrdersMemory() {
        List<String> complaints = new ArrayList<>();
        int accessCount = 0;
        for (SourceText source : SOURCES) {
            complaints.addAll(PAIRING.complaints(source));
            accessCount += PAIRING.accesses(source).size();
        }

        assertEquals(List.of(), complaints);
        assertTrue(accessCount > 60, "only " + accessCount + " accesses found: do the patterns still fit?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Progress   | STAMP_NANOS.setRelease(this, nowNanos);     | STAMP_NANOS.set(this, nowNanos);",
                "Progress   | STAMP_NANOS.setRelease(this, nowNanos);     | STAMP_NANOS.setOpaque(this, nowNanos);",
                "Progress   | STAMP_NANOS.setRelease(this, nowNanos);     | stampNanos = nowNanos;",
                "Progress   | return (long) STAMP_NANOS.getAcquire(this); | return (long) STAMP_NANOS.getOpaque(this);",
                "Progress   | return (long) STAMP_NANOS.getAcquire(this); | return stampNanos;",
                "Mailbox    | STATE.getAndAddRelease(this, -1L);          | STATE.getAndAdd(this, -1L);",
                "Mailbox    | (long) STATE.getAndAddAcquire(this, 1L);    | (long) STATE.getAndAddRelease(this, 1L);",
                "Worker     | STOPPING.setRelease(this, true);            | stopping = true;",
                "LetterCounts| DELIVERED_COUNT.setRelease(this           | DELIVERED_COUNT.setOpaque(this",
                "WorkerPool | SEATS.setRelease(this, newSeats);           | seats = newSeats;",
                "LoopPulse  | return (Thread) THREAD.getAcquire(this);    | return thread;",
                "TlsMaterial| private volatile Loaded current;            | private Loaded current;",
            })
    void missesAModeThatWasWeakened(String name, String before, String after) {
        SourceText edited = source(name).edited(before, after);

        assertNotEquals(List.of(), PAIRING.complaints(edited));
    }

    @ParameterizedTest
    @CsvSource({"ParkedFlag, announce", "ParkedFlag, claimWake", "WorkerPool, wakeFor", "WorkerPool, passOnWake"})
    void missesAFenceThatWasDropped(String name, String method) {
        SourceText.Statement fence = source(name).statements().stream()
                .filter(each -> each.method().equals(method) && each.code().equals("VarHandle.fullFence()"))
                .findFirst()
                .orElseThrow();
        List<String> lines = new ArrayList<>(source(name).text().lines().toList());
        lines.remove(fence.line() - 1);

        SourceText edited = new SourceText(name, String.join("\n", lines));

        assertNotEquals(List.of(), PAIRING.complaints(edited));
    }

    @Test
    void missesAPartnerThatIsNotThere() {
        SourceText edited = source("Progress").edited("acquire in stampNanos()", "acquire in totalBytes()");

        assertNotEquals(List.of(), PAIRING.complaints(edited));
    }

    @Test
    void missesALessonThatIsNotNamed() {
        String text = source("Progress").text().replace("Progress_0", "Progress ");

        assertNotEquals(List.of(), PAIRING.complaints(new SourceText("Progress", text)));
    }

    private static SourceText source(String name) {
        return SOURCES.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Of the tests of every module, lessons among them. */
    private static List<String> testNames() {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.flatMap(
                            module -> Stream.of("src/test", "src/main/java").map(module::resolve))
                    .filter(tests -> Files.isDirectory(tests))
                    .flatMap(tests -> files(tests).stream())
                    .map(file -> file.getFileName().toString().replace(".java", ""))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(path -> path.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
