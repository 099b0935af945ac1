package io.coxswain.tls;

import io.coxswain.tls.TlsFailure.Reason;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The steps behind the handshake: records to plaintext, plaintext to records, and the end of each direction.
 *
 * <p><b>Threads.</b> The one that steps the machine.
 */
final class TrafficSteps {
    private final TlsLife life;
    private final HandshakeSteps handshake;
    private long emptyRecords; // in a row, less those that may be answers to ours: below 0 most of the time

    TrafficSteps(TlsLife life, HandshakeSteps handshake) {
        this.life = life;
        this.handshake = handshake;
    }

    TlsVerdict unwrap(ByteBuffer plaintext) throws SSLException {
        int startIndex = plaintext.position();
        life.spill.drainInto(plaintext);
        TlsVerdict verdict = life.spill.bytes() > 0 ? TlsVerdict.OUTPUT_FULL : verdictOfClosedInput();
        while (verdict == null) {
            verdict = plaintext.hasRemaining()
                    ? unwrapRecord(plaintext, plaintext.position() > startIndex)
                    : TlsVerdict.OUTPUT_FULL;
        }
        return verdict;
    }

    private @Nullable TlsVerdict verdictOfClosedInput() {
        return switch (life.state()) {
            case OPEN, OUTPUT_CLOSED -> null;
            case INPUT_CLOSED, CLOSED -> TlsVerdict.CLOSED;
            case FAILING, FAILED -> life.stillFailed();
            case NEW, HANDSHAKING, RELEASED -> throw new IllegalStateException("unwrap() in " + life.state());
        };
    }

    private @Nullable TlsVerdict unwrapRecord(ByteBuffer plaintext, boolean hasSome) throws SSLException {
        Records records = life.opened();
        SSLEngineResult result = records.unwrapInto(plaintext, false);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            if (hasSome) {
                return TlsVerdict.OUTPUT_FULL;
            }
            if (life.spill.capacityBytes() < records.plaintextBytes()) {
                return life.spillMissing();
            }
            result = records.unwrapInto(plaintext, true);
        }
        return switch (result.getStatus()) {
            case OK -> afterRecord(result);
            case BUFFER_UNDERFLOW -> life.awaitInput();
            case BUFFER_OVERFLOW -> life.spillMissing();
            case CLOSED -> inputClosed();
        };
    }

    private @Nullable TlsVerdict afterRecord(SSLEngineResult result) throws SSLException {
        if (result.bytesProduced() > 0) {
            emptyRecords = Math.min(0, emptyRecords);
        } else if (result.bytesConsumed() > 0) {
            emptyRecords++;
        }
        if (emptyRecords > TlsMachine.EMPTY_RECORDS_MAX) {
            return life.fail(
                    Reason.EMPTY_RECORDS,
                    "more than " + TlsMachine.EMPTY_RECORDS_MAX
                            + " records in a row without application bytes, and unasked");
        }
        HandshakeStatus wanted = result.getHandshakeStatus();
        if (wanted != HandshakeStatus.NOT_HANDSHAKING && isRenegotiation()) {
            return life.fail(Reason.RENEGOTIATION, "the peer asked for a renegotiation");
        }
        if (wanted == HandshakeStatus.NEED_TASK) {
            life.opened().runTasks();
        }
        if (wanted != HandshakeStatus.NOT_HANDSHAKING && life.opened().status() == HandshakeStatus.NEED_WRAP) {
            life.flush();
        }
        if (life.spill.bytes() > 0) {
            return TlsVerdict.OUTPUT_FULL;
        }
        // An engine may insist on wrapping first; those known do not.
        return life.opened().isStuck() && life.wantsWrap() ? life.outboundFull() : life.orStuck();
    }

    /**
     * In TLS 1.2 an open engine that wants anything wants to renegotiate; in 1.3 it has key updates and
     * tickets.
     */
    private boolean isRenegotiation() {
        return life.state() == TlsState.OPEN
                && !isTls13()
                && !life.opened().engine().isInboundDone();
    }

    private boolean isTls13() {
        Negotiated agreed = handshake.negotiated();
        return agreed != null && agreed.protocol().equals(TlsVersion.TLS_1_3.jsseName());
    }

    private TlsVerdict inputClosed() throws SSLException {
        boolean endsOutput = !isTls13() && life.state() == TlsState.OPEN;
        life.move(life.state() == TlsState.OUTPUT_CLOSED ? TlsState.CLOSED : TlsState.INPUT_CLOSED);
        if (endsOutput) {
            // RFC 5246, section 7.2.1: answer with a close_notify, and discard what was to be written. Not every engine
            // does it unasked.
            life.opened().engine().closeOutbound();
            life.move(TlsState.CLOSED);
        }
        if (endsOutput || life.opened().status() == HandshakeStatus.NEED_WRAP) {
            life.flush();
        }
        return life.spill.bytes() > 0 ? TlsVerdict.OUTPUT_FULL : TlsVerdict.CLOSED;
    }

    TlsVerdict wrap(ByteBuffer[] sources, int index, int count) throws SSLException {
        TlsVerdict verdict = null;
        while (verdict == null) {
            verdict = switch (life.state()) {
                case OPEN, INPUT_CLOSED -> wrapRecord(sources, index, count);
                case OUTPUT_CLOSED, CLOSED -> wrapClose();
                case FAILING, FAILED -> life.stillFailed();
                case NEW, HANDSHAKING, RELEASED -> throw new IllegalStateException("wrap() in " + life.state());
            };
        }
        return verdict;
    }

    private @Nullable TlsVerdict wrapRecord(ByteBuffer[] sources, int index, int count) throws SSLException {
        if (!life.wantsWrap() && !hasRemaining(sources, index, count)) {
            return TlsVerdict.DONE;
        }
        SSLEngineResult result = life.opened().wrap(sources, index, count);
        return switch (result.getStatus()) {
            case OK, BUFFER_UNDERFLOW -> afterWrap(result);
            case BUFFER_OVERFLOW -> life.outboundFull();
            case CLOSED -> outputClosed();
        };
    }

    private @Nullable TlsVerdict afterWrap(SSLEngineResult result) {
        if (result.bytesConsumed() > 0) {
            // The peer may answer it by one without application bytes: by a key update of its own to ours, or, once
            // its keys are used up, by asking for one of ours anew with each record that it reads until that comes.
            emptyRecords--;
        }
        HandshakeStatus wanted = result.getHandshakeStatus();
        life.wantsWrap(wanted == HandshakeStatus.NEED_WRAP);
        boolean isTask = wanted == HandshakeStatus.NEED_TASK;
        boolean isUnwrap = wanted == HandshakeStatus.NEED_UNWRAP;
        if ((isTask || isUnwrap) && isRenegotiation()) {
            return life.fail(Reason.RENEGOTIATION, "a renegotiation has begun");
        }
        if (isTask) {
            life.opened().runTasks();
        } else if (isUnwrap && result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
            return TlsVerdict.NEED_MORE;
        }
        return life.orStuck();
    }

    private static boolean hasRemaining(ByteBuffer[] sources, int index, int count) {
        for (int i = index; i < index + count; i++) {
            if (sources[i].hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    /** The engine takes no more, unasked: some know no half close, and end both directions at once. */
    private TlsVerdict outputClosed() {
        life.wantsWrap(false);
        life.move(life.state() == TlsState.INPUT_CLOSED ? TlsState.CLOSED : TlsState.OUTPUT_CLOSED);
        return TlsVerdict.CLOSED;
    }

    private TlsVerdict wrapClose() throws SSLException {
        life.flush();
        return life.wantsWrap() ? life.outboundFull() : TlsVerdict.CLOSED;
    }

    /** Our close_notify is the next thing that the engine has to say. */
    void closeOutput() {
        life.opened().engine().closeOutbound();
        life.move(life.state() == TlsState.OPEN ? TlsState.OUTPUT_CLOSED : TlsState.CLOSED);
        life.wantsWrap(true);
    }
}
