package io.coxswain.tls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coxswain.fuzz.Choices;
import io.coxswain.fuzz.Effort;

/** {@link TlsMachine} that accepts, fed with what a client once said, edited, or with anything: see {@link TlsTape}. */
public final class TlsServerFuzzTest {
    @FuzzTest
    void fuzz(byte[] input) {
        Effort.judge(() -> check(input));
    }

    /**
     * One input: version, client certificate, whether to edit or to replace, the socket's end and buffers, cuts, then
     * edits or bytes.
     *
     * @throws AssertionError if it breaks a law
     */
    public static void check(byte[] input) {
        Choices choices = new Choices(input);
        int flags = choices.octet();
        TlsVersion version = (flags & 1) == 0 ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2;
        TlsTape.Scene scene = new TlsTape.Scene(version, (flags & 2) != 0, true);
        boolean endsInput = (flags & 4) != 0;
        boolean tinyBuffers = (flags & 8) != 0;
        if ((flags & 16) == 0) {
            TlsTape.of(scene).play(choices, endsInput, tinyBuffers);
        } else {
            TlsTape.playRaw(scene, choices, endsInput, tinyBuffers);
        }
    }
}
