package io.coxswain.tls;

import io.coxswain.fuzz.Choices;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Drives one machine through a stream of its peer's bytes as a link does, in reads of any length, and holds that each
 * verdict is one that the step may give, that it is true, and that the machine gets to an end.
 *
 * <p><b>Threads.</b> One.
 */
final class TlsFeed {
    /** Steps that are not owed to a byte received: handshake, buffers, the end. */
    private static final int STEPS_MAX = 2_000;

    private static final ByteBuffer[] NOTHING = {};

    private final TlsMachine machine;
    private final byte[] stream;
    private final Choices.Cuts cuts;
    private final ByteBuffer plaintext;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private int fedBytes;
    private int steps;
    private boolean hasDrained;
    private boolean endsInput;
    private boolean isFinished;
    private @Nullable TlsVerdict last;

    TlsFeed(TlsMachine machine, byte[] stream, Choices.Cuts cuts) {
        this.machine = machine;
        this.stream = stream;
        this.cuts = cuts;
        this.plaintext = ByteBuffer.allocate(1 + cuts.other(20_000));
    }

    /** Makes the socket end behind the stream. */
    TlsFeed endingInput(boolean ends) {
        endsInput = ends;
        return this;
    }

    /** Begins with network buffers that no record fits into. */
    TlsFeed withTinyBuffers(boolean tiny) {
        if (tiny) {
            machine.attach(TlsBuffer.INBOUND, ByteBuffer.allocate(7));
            machine.attach(TlsBuffer.OUTBOUND, ByteBuffer.allocate(7));
        }
        return this;
    }

    /** Goes on until the stream is used up or the machine wants no more of it. */
    TlsFeed run() {
        boolean goesOn = true;
        while (goesOn) {
            steps++;
            require(steps < STEPS_MAX + 4L * stream.length, "no end after " + steps + " steps");
            TlsVerdict verdict = isFinished ? machine.unwrap(plaintext) : machine.handshake();
            last = verdict;
            drain();
            goesOn = follow(verdict);
        }
        return this;
    }

    private boolean follow(TlsVerdict verdict) {
        require((machine.failure() != null) == (verdict == TlsVerdict.FAILED), "failure " + machine.failure());
        return switch (verdict) {
            case NEED_BUFFER -> attachMissing();
            case WANT_WRITE, OUTPUT_FULL -> true;
            case FINISHED -> finished();
            case NEED_MORE -> talkBack() && receive();
            // What is written makes room; only behind nothing written the buffer itself is too small.
            case FAILED -> machine.wantsWrap() && (hasDrained || attachMissing());
            case CLOSED -> false;
            case DONE -> throw new AssertionError("DONE from a step that does not wrap");
        };
    }

    private boolean finished() {
        require(!isFinished && machine.negotiated() != null, "finished twice, or with nothing");
        isFinished = true;
        return true;
    }

    private boolean attachMissing() {
        int bytes = machine.missingBytes();
        require(bytes > 0 && bytes < 70_000, "a buffer of " + bytes + " bytes is asked for");
        ByteBuffer before = machine.attach(machine.missing(), ByteBuffer.allocate(bytes));
        require(before == null || before.capacity() < bytes, "a buffer of " + bytes + " bytes was there");
        return true;
    }

    /** Lets the engine say what it has to: the answer to a key update. */
    private boolean talkBack() {
        while (isFinished && machine.wantsWrap()) {
            steps++;
            require(steps < STEPS_MAX + 4L * stream.length, "no end of wrapping after " + steps + " steps");
            if (machine.wrap(NOTHING, 0, 0) == TlsVerdict.NEED_BUFFER) {
                attachMissing();
            }
            drain();
        }
        return machine.failure() == null;
    }

    private boolean receive() {
        if (fedBytes == stream.length) {
            boolean tells = endsInput;
            endsInput = false;
            if (tells) {
                machine.endInput();
            }
            return tells;
        }
        ByteBuffer room = machine.receiveBuffer();
        require(room.hasRemaining(), "NEED_MORE without room");
        int count = Math.min(room.remaining(), cuts.next(stream.length - fedBytes));
        room.put(stream, fedBytes, count);
        fedBytes += count;
        return true;
    }

    private void drain() {
        ByteBuffer output = machine.sendBuffer();
        hasDrained = output.hasRemaining();
        while (output.hasRemaining()) {
            said.write(output.get());
        }
        plaintext.flip();
        heard.write(plaintext.array(), 0, plaintext.limit());
        plaintext.clear();
    }

    /** Ends our direction too, and lets go of the machine; whatever has become of it, that works. */
    TlsFeed end() {
        if (machine.failure() == null) {
            machine.closeOutput();
        }
        if (isFinished && machine.failure() == null) {
            TlsVerdict verdict = machine.wrap(NOTHING, 0, 0);
            while (verdict == TlsVerdict.NEED_BUFFER || verdict == TlsVerdict.WANT_WRITE) {
                steps++;
                require(steps < 2 * STEPS_MAX + 4L * stream.length, "no end of closing after " + steps + " steps");
                boolean attached = verdict == TlsVerdict.NEED_BUFFER && attachMissing();
                drain();
                verdict = machine.wrap(NOTHING, 0, 0);
                require(verdict != TlsVerdict.NEED_BUFFER || !attached, "another buffer");
            }
            drain();
            require(verdict == TlsVerdict.CLOSED || verdict == TlsVerdict.FAILED, "closing came to " + verdict);
        }
        if (machine.failure() != null) {
            require(machine.handshake() == TlsVerdict.FAILED, "failed once only");
            require(machine.unwrap(plaintext) == TlsVerdict.FAILED && plaintext.position() == 0, "failed once only");
        }
        machine.release();
        machine.release();
        for (TlsBuffer each : TlsBuffer.values()) {
            machine.detach(each);
            require(machine.detach(each) == null, "a buffer that was detached");
        }
        return this;
    }

    /** What the application has got. */
    byte[] heard() {
        return heard.toByteArray();
    }

    /** What the peer has got. */
    byte[] said() {
        return said.toByteArray();
    }

    boolean isFinished() {
        return isFinished;
    }

    /** What the stream came to in the end. */
    TlsVerdict last() {
        return Objects.requireNonNull(last);
    }

    /** All that must not depend on how the stream was cut. */
    String outcome() {
        TlsFailure failure = machine.failure();
        return last + (isFinished ? " behind the handshake" : " in the handshake") + ", failure "
                + (failure == null ? "none" : failure.reason()) + ", heard " + heard.size() + " bytes, "
                + Arrays.hashCode(heard());
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what + "; verdict " + last + ", fed " + fedBytes + " of " + stream.length
                    + " bytes, failure " + machine.failure());
        }
    }
}
