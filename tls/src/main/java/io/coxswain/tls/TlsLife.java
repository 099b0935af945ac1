package io.coxswain.tls;

import io.coxswain.tls.TlsFailure.Reason;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of one connection share: its state, its buffers, its engine, and the ways in which any
 * step may end.
 *
 * <p><b>Threads.</b> The one that steps the machine.
 */
final class TlsLife {
    final SideBuffer inbound = new SideBuffer();
    final SideBuffer outbound = new SideBuffer();
    final SideBuffer spill = new SideBuffer();

    private TlsState state = TlsState.NEW;
    private @Nullable Records records;
    private @Nullable TlsFailure failure;
    private TlsBuffer missing = TlsBuffer.INBOUND;
    private int missingBytes;
    private boolean inputEnded;
    private boolean wantsWrap;

    TlsState state() {
        return state;
    }

    /** Every change of state. */
    void move(TlsState next) {
        assert state.leadsTo(next) : state + " -> " + next;
        state = next;
    }

    void engineMade(Records made) {
        records = made;
        move(TlsState.HANDSHAKING);
    }

    /** Null in NEW, and if it failed there. */
    @Nullable
    Records records() {
        return records;
    }

    /** The engine's calls, once there is an engine. */
    Records opened() {
        Records present = records;
        assert present != null : "no engine in state " + state;
        return present;
    }

    @Nullable
    TlsFailure failure() {
        return failure;
    }

    TlsBuffer missing() {
        return missing;
    }

    int missingBytes() {
        return missingBytes;
    }

    boolean wantsWrap() {
        return wantsWrap;
    }

    void wantsWrap(boolean wants) {
        wantsWrap = wants;
    }

    void endInput() {
        inputEnded = true;
    }

    boolean inputEnded() {
        return inputEnded;
    }

    /** Lets the engine say what it has to, as far as there is room. */
    void flush() throws SSLException {
        wantsWrap = !opened().flush();
    }

    /** Ends a step that needs more ciphertext. */
    TlsVerdict awaitInput() {
        if (inputEnded) {
            return fail(
                    Reason.TRUNCATED,
                    "the socket ended without a close_notify, behind " + inbound.bytes()
                            + " bytes of an unfinished record");
        }
        if (inbound.roomBytes() > 0) {
            return TlsVerdict.NEED_MORE;
        }
        Records at = records;
        int packetBytes = at == null ? TlsMachine.NETWORK_BYTES : at.packetBytes();
        if (inbound.capacityBytes() < packetBytes) {
            return need(TlsBuffer.INBOUND, packetBytes);
        }
        return fail(Reason.PROTOCOL, "a record of more than the " + packetBytes + " bytes that one may have");
    }

    /** Ends a step that needs more room for ciphertext. */
    TlsVerdict outboundFull() {
        if (outbound.bytes() > 0) {
            return TlsVerdict.WANT_WRITE;
        }
        int wanted = opened().packetBytes();
        return outbound.capacityBytes() < wanted ? need(TlsBuffer.OUTBOUND, wanted) : failStuck();
    }

    /** Ends a step that needs somewhere to put plaintext that does not fit. */
    TlsVerdict spillMissing() {
        int wanted = opened().plaintextBytes();
        return spill.capacityBytes() < wanted ? need(TlsBuffer.SPILL, wanted) : failStuck();
    }

    private TlsVerdict need(TlsBuffer which, int bytes) {
        missing = which;
        missingBytes = bytes;
        return TlsVerdict.NEED_BUFFER;
    }

    /** Null to go on; a failure if the engine goes round in circles. */
    @Nullable
    TlsVerdict orStuck() {
        return opened().isStuck() ? failStuck() : null;
    }

    private TlsVerdict failStuck() {
        return fail(Reason.ENGINE, opened().describe() + " makes no progress");
    }

    TlsVerdict fail(Reason reason, String message) {
        return fail(TlsFailure.of(reason, message));
    }

    TlsVerdict fail(TlsFailure why) {
        assert failure == null : "failed before, with " + failure;
        failure = why;
        Records at = records;
        if (at == null) {
            move(TlsState.FAILED);
            return TlsVerdict.FAILED;
        }
        move(TlsState.FAILING);
        return stillFailed();
    }

    /** Tries to get the alert out, if it is not yet. */
    TlsVerdict stillFailed() {
        Records at = records;
        TlsFailure why = failure;
        assert state.hasFailed() && why != null : "not failed, but " + state;
        if (state == TlsState.FAILING && at != null) {
            int before = outbound.bytes();
            try {
                // An engine that has thrown has closed itself, with an alert of its own; otherwise it sends a
                // close_notify.
                at.engine().closeOutbound();
                wantsWrap = !at.flush() && alertMayFit(at);
            } catch (Throwable thrown) {
                if (thrown instanceof Error ours) {
                    throw ours;
                }
                // What it failed with is known; that it cannot say so to the peer changes nothing.
                wantsWrap = false;
            }
            failure = why.withAlert(at.alertBehind(before));
            if (!wantsWrap) {
                move(TlsState.FAILED);
            }
        }
        return TlsVerdict.FAILED;
    }

    /**
     * Whether there may be room for an alert that has found none: behind what waits in the outbound buffer, or in a
     * larger one. An engine wants room for the longest record even for an alert, and thinks of longer ones when the
     * peer has announced one.
     */
    private boolean alertMayFit(Records at) {
        int wanted = at.packetBytes();
        boolean isTooSmall = outbound.capacityBytes() < wanted;
        if (isTooSmall) {
            need(TlsBuffer.OUTBOUND, wanted);
        }
        return isTooSmall || outbound.bytes() > 0;
    }

    /** A step was left by an error: the engine can no longer be trusted, not even with an alert. */
    void abandon() {
        if (state.hasFailed() || state == TlsState.CLOSED || state == TlsState.RELEASED) {
            return;
        }
        failure = TlsFailure.of(Reason.ENGINE, "a step was left by an error, in " + state);
        if (state != TlsState.NEW) {
            move(TlsState.FAILING);
        }
        move(TlsState.FAILED);
    }
}
