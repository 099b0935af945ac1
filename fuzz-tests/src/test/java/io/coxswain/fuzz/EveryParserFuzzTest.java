package io.coxswain.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coxswain.core.LengthFieldFuzzTest;
import io.coxswain.core.LineFuzzTest;
import io.coxswain.core.RespFramingFuzzTest;
import io.coxswain.samples.CommandFuzzTest;
import io.coxswain.tls.ClientHelloFuzzTest;
import io.coxswain.tls.FirstBytesFuzzTest;
import io.coxswain.tls.PemFuzzTest;
import io.coxswain.tls.TlsClientFuzzTest;
import io.coxswain.tls.TlsServerFuzzTest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All targets in one, for a short run with every build: a JVM that fuzzes takes seconds to begin, and one for each
 * target would take longer than the fuzzing. The first byte of an input chooses the target.
 */
public final class EveryParserFuzzTest {
    private record Target(Class<?> type, Consumer<byte[]> check) {}

    private static final List<Target> TARGETS = List.of(
            new Target(LengthFieldFuzzTest.class, LengthFieldFuzzTest::check),
            new Target(LineFuzzTest.class, LineFuzzTest::check),
            new Target(RespFramingFuzzTest.class, RespFramingFuzzTest::check),
            new Target(CommandFuzzTest.class, CommandFuzzTest::check),
            new Target(FirstBytesFuzzTest.class, FirstBytesFuzzTest::check),
            new Target(ClientHelloFuzzTest.class, ClientHelloFuzzTest::check),
            new Target(PemFuzzTest.class, PemFuzzTest::check),
            new Target(TlsServerFuzzTest.class, TlsServerFuzzTest::check),
            new Target(TlsClientFuzzTest.class, TlsClientFuzzTest::check));

    @MethodSource("corpora")
    @FuzzTest
    void fuzz(byte[] input) {
        Choices choices = new Choices(input);
        Target target = TARGETS.get(choices.oneOf(TARGETS.size()));
        byte[] rest = choices.rest();
        try {
            Effort.judge(() -> target.check().accept(rest));
        } catch (Throwable thrown) {
            throw new AssertionError(target.type().getSimpleName() + ": " + thrown.getMessage(), thrown);
        }
    }

    /** The inputs of all targets, each behind the number of its target. */
    static Stream<byte[]> corpora() {
        return IntStream.range(0, TARGETS.size()).boxed().flatMap(EveryParserFuzzTest::corpus);
    }

    private static Stream<byte[]> corpus(int number) {
        Class<?> type = TARGETS.get(number).type();
        String folder = type.getSimpleName() + "Inputs/fuzz";
        try {
            Path path = Path.of(
                    Objects.requireNonNull(type.getResource(folder), folder).toURI());
            try (Stream<Path> files = Files.list(path)) {
                return files.sorted().map(file -> numbered(number, file)).toList().stream();
            }
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(folder, e);
        }
    }

    private static byte[] numbered(int number, Path file) {
        try {
            byte[] input = Files.readAllBytes(file);
            byte[] numbered = new byte[1 + input.length];
            numbered[0] = (byte) number;
            System.arraycopy(input, 0, numbered, 1, input.length);
            return numbered;
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }
}
