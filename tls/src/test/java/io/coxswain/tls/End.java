package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One end of a conversation in memory: drives a machine as a link would, and keeps what it hears. */
final class End {
    final TlsMachine machine;
    final List<TlsVerdict> verdicts = new ArrayList<>();

    private final ByteBuffer plaintext;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private ByteBuffer[] toSay = {};
    private boolean isFinished;
    private boolean isInputClosed;
    private boolean isOutputClosed;

    /** An end whose buffers are all as small as the machine lets them be, with so much room for plaintext. */
    End(TlsMachine machine, int plaintextBytes) {
        this.machine = machine;
        this.plaintext = ByteBuffer.allocateDirect(plaintextBytes);
    }

    /** An end with network buffers of that size to begin with. */
    End(TlsMachine machine, int plaintextBytes, int networkBytes) {
        this(machine, plaintextBytes);
        machine.attach(TlsBuffer.INBOUND, ByteBuffer.allocate(networkBytes));
        machine.attach(TlsBuffer.OUTBOUND, ByteBuffer.allocate(networkBytes));
    }

    /** What to encrypt; what was to be said before must be said. */
    void say(byte[]... parts) {
        toSay = new ByteBuffer[parts.length];
        for (int i = 0; i < parts.length; i++) {
            toSay[i] = ByteBuffer.wrap(parts[i]);
        }
    }

    void say(String text) {
        say(text.getBytes(StandardCharsets.UTF_8));
    }

    boolean hasSaidAll() {
        for (ByteBuffer part : toSay) {
            if (part.hasRemaining()) {
                return false;
            }
        }
        return true;
    }

    byte[] heard() {
        return heard.toByteArray();
    }

    String heardText() {
        return heard.toString(StandardCharsets.UTF_8);
    }

    boolean isFinished() {
        return isFinished;
    }

    boolean isInputClosed() {
        return isInputClosed;
    }

    boolean isOutputClosed() {
        return isOutputClosed;
    }

    @Nullable
    TlsFailure failure() {
        return machine.failure();
    }

    /** Steps as far as it gets without its peer. */
    void step() {
        if (machine.failure() != null) {
            fail();
            return;
        }
        if (!isFinished) {
            isFinished = handshake() == TlsVerdict.FINISHED;
        }
        if (isFinished && machine.failure() == null) {
            unwrap();
        }
        if (isFinished && machine.failure() == null) {
            wrap();
        }
    }

    /** Makes room for the alert, if it found none. */
    private void fail() {
        if (machine.wantsWrap() && !machine.hasOutput()) {
            machine.attach(TlsBuffer.OUTBOUND, ByteBuffer.allocate(TlsMachine.NETWORK_BYTES));
            verdicts.add(machine.handshake());
        }
    }

    private TlsVerdict handshake() {
        TlsVerdict verdict = machine.handshake();
        while (verdict == TlsVerdict.NEED_BUFFER) {
            attachMissing();
            verdict = machine.handshake();
        }
        verdicts.add(verdict);
        return verdict;
    }

    private void unwrap() {
        while (true) {
            TlsVerdict verdict = machine.unwrap(plaintext);
            verdicts.add(verdict);
            plaintext.flip();
            while (plaintext.hasRemaining()) {
                heard.write(plaintext.get());
            }
            plaintext.clear();
            if (verdict == TlsVerdict.NEED_BUFFER) {
                attachMissing();
            } else if (verdict != TlsVerdict.OUTPUT_FULL) {
                isInputClosed = verdict == TlsVerdict.CLOSED;
                return;
            }
        }
    }

    private void wrap() {
        TlsVerdict verdict = machine.wrap(toSay, 0, toSay.length);
        while (verdict == TlsVerdict.NEED_BUFFER) {
            attachMissing();
            verdict = machine.wrap(toSay, 0, toSay.length);
        }
        verdicts.add(verdict);
        isOutputClosed = verdict == TlsVerdict.CLOSED;
    }

    private void attachMissing() {
        int bytes = machine.missingBytes();
        assertTrue(bytes > 0 && bytes < 70_000, "a buffer of " + bytes + " bytes is asked for");
        machine.attach(machine.missing(), ByteBuffer.allocate(bytes));
    }
}
