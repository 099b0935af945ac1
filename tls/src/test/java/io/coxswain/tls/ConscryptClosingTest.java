package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link ClosingSpec} for Conscrypt's engine, which holds memory and descriptors that no collector knows of. */
final class ConscryptClosingTest extends ClosingSpec {
    @Override
    Provider provider() {
        return Conscrypts.provider();
    }

    @ParameterizedTest
    @EnumSource
    @EnabledOnOs(OS.LINUX)
    void holdsNothingThatIsNativeAfterItsRelease(TlsVersion version) throws IOException {
        List<Consumer<Conversation>> ends = List.of(
                talk -> {},
                talk -> {
                    talk.client.machine.closeOutput();
                    talk.settle();
                },
                talk -> {
                    talk.client.machine.closeOutput();
                    talk.server.machine.closeOutput();
                    talk.settle();
                },
                talk -> {
                    talk.server.machine.closeOutput();
                    talk.run(talk.client::isInputClosed);
                    talk.client.machine.endInput();
                });
        // Made once: asking a context what it supports costs a native engine as well, which is its own affair.
        TlsTerms server = new TlsConfig(context(Keys.SERVER)).versions(version).terms();
        TlsTerms client = new TlsConfig(context(null)).terms();
        for (int i = 0; i < ends.size(); i++) {
            int way = i;
            Set<String> before = pipes();
            Conversation talk =
                    Conversation.between(client, server).handshake().settle().smallTalk();
            ends.get(i).accept(talk);

            talk.client.machine.release();
            talk.server.machine.release();

            Set<String> added = pipes();
            added.removeAll(before);
            assertEquals(Set.of(), added, () -> "pipes that wait for a finalizer, ended in way " + way);
        }
    }

    /** The pipes that are open: each engine of Conscrypt's has one. */
    private static Set<String> pipes() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : files.toList()) {
                String target = targetOf(file);
                if (target.startsWith("pipe:")) {
                    found.add(target);
                }
            }
        }
        return found;
    }

    private static String targetOf(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            // Closed since it was listed.
            return "";
        }
    }
}
