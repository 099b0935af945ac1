package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a configuration refuses. What its settings do is in {@link HandshakeSpec}. */
class TlsConfigTest {
    @Test
    void reportsEveryViolationAtOnce() throws Exception {
        TlsMaterial material = TlsMaterial.ofIdentity(Keys.SERVER, List.of());
        TlsConfig config = new TlsConfig(material)
                .versions(new TlsVersion[0])
                .cipherSuites("TLS_ROT13")
                .applicationProtocols("", "twice", "twice", "x".repeat(256))
                .serverName("two words", material)
                .serverName("*", material)
                .handshakeBytesMax(16_383);

        String message =
                assertThrows(IllegalArgumentException.class, config::terms).getMessage();

        assertNotNull(message);
        for (String violation : List.of(
                "versions is empty",
                "TLS_ROT13",
                "0 bytes",
                "256 bytes",
                "twice",
                "'two words'",
                "'*'",
                "handshakeBytesMax of 16383 is below 16384")) {
            assertTrue(message.contains(violation), violation + " is not in: " + message);
        }
    }

    @Test
    void acceptsTheLimitsThemselves() throws Exception {
        TlsMaterial material = TlsMaterial.ofIdentity(Keys.SERVER, List.of());
        TlsConfig config = new TlsConfig(material)
                .versions(TlsVersion.TLS_1_2)
                .applicationProtocols("x", "y".repeat(255))
                .serverName("a", material)
                .serverName("*.some-host.example", material)
                .handshakeBytesMax(16_384);

        assertDoesNotThrow(config::validate);
    }

    @Test
    void hasNamesOnlyForMaterial() throws Exception {
        TlsMaterial material = TlsMaterial.ofIdentity(Keys.SERVER, List.of());
        TlsConfig config = new TlsConfig((host, port) -> new ScriptedEngine()).serverName("host", material);

        assertThrows(IllegalArgumentException.class, config::terms);
    }

    @Test
    void tellsTheFirstExpiryOverAllNames() throws Exception {
        TlsTerms terms = new TlsConfig(TlsMaterial.ofIdentity(Keys.SERVER, List.of()))
                .serverName("old.example", TlsMaterial.ofIdentity(Keys.EXPIRED, List.of()))
                .terms();

        assertEquals(Keys.EXPIRED.expiresEpochMillis(), terms.expiresEpochMillis());
    }
}
