package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys that are used up under traffic, in a process of their own: {@link TlsKeyUpdateProcess}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsKeyUpdateTest {
    @TempDir
    private Path directory;

    @Test
    void linksChangeTheirKeysUnderTrafficInBothDirectionsAndLoseNothing() throws Exception {
        Path limits = directory.resolve("small.security");
        Files.writeString(limits, "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 2^17\n");
        Path said = directory.resolve("said.txt");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-ea",
                "-Djava.security.properties=" + limits,
                "-cp",
                System.getProperty("java.class.path"),
                TlsKeyUpdateProcess.class.getName());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            boolean hasEnded = process.waitFor(50, TimeUnit.SECONDS);

            String output = Files.readString(said);
            assertTrue(hasEnded, () -> "not in time: " + output);
            for (OffloadMode mode : OffloadMode.values()) {
                assertTrue(output.contains("done " + mode), output);
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
