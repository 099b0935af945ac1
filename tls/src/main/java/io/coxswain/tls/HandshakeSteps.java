package io.coxswain.tls;

import io.coxswain.tls.TlsFailure.Reason;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The steps from NEW to OPEN.
 *
 * <p>The accepting end makes its engine only when a whole ClientHello has come: whoever speaks no TLS
 * costs no engine and is told apart, and the server name in it can choose the key material.
 *
 * <p><b>Threads.</b> The one that steps the machine.
 */
final class HandshakeSteps {
    private final TlsLife life;
    private final TlsTerms terms;
    private final boolean isDialing;
    private final int port;
    private final ServerFlight serverFlight = new ServerFlight();
    private @Nullable String serverName;
    private @Nullable Negotiated negotiated;
    private long handshakeBytes;

    HandshakeSteps(TlsLife life, TlsTerms terms, @Nullable String host, int port) {
        this.life = life;
        this.terms = terms;
        this.isDialing = host != null;
        this.serverName = host;
        this.port = port;
    }

    @Nullable
    Negotiated negotiated() {
        return negotiated;
    }

    TlsVerdict run() throws SSLException {
        TlsVerdict verdict = null;
        if (life.state() == TlsState.NEW) {
            verdict = start();
        } else if (life.state().hasFailed()) {
            verdict = life.stillFailed();
        }
        while (verdict == null) {
            verdict = switch (life.opened().status()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> wrap();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
                case NOT_HANDSHAKING, FINISHED -> finish();
            };
        }
        return verdict;
    }

    /** Leaves NEW. Null to go on. */
    private @Nullable TlsVerdict start() throws SSLException {
        TlsVerdict verdict = isDialing ? null : hearHello();
        if (verdict == null) {
            SSLEngine engine = isDialing ? terms.dialingEngine(serverName, port) : terms.acceptingEngine(serverName);
            life.engineMade(new Records(engine, life.inbound, life.outbound, life.spill));
            engine.beginHandshake();
        }
        return verdict;
    }

    private @Nullable TlsVerdict hearHello() {
        TlsVerdict verdict = recogniseFirstBytes();
        if (verdict != null) {
            return verdict;
        }
        ByteBuffer bytes = life.inbound.draining();
        int messageBytes = ClientHello.messageBytes(bytes);
        if (messageBytes > 0) {
            serverName = ClientHello.serverName(bytes, messageBytes);
        }
        boolean isTooLong = life.inbound.roomBytes() == 0 && life.inbound.capacityBytes() >= TlsMachine.NETWORK_BYTES;
        return messageBytes >= 0 || isTooLong ? null : life.awaitInput();
    }

    private @Nullable TlsVerdict recogniseFirstBytes() {
        return switch (FirstBytes.of(life.inbound.draining(), isDialing)) {
            case TLS -> null;
            case UNDECIDED -> life.awaitInput();
            case HTTP -> life.fail(Reason.PLAINTEXT_HTTP, "the peer speaks HTTP without TLS");
            case RESP -> life.fail(Reason.PLAINTEXT_RESP, "the peer speaks RESP without TLS");
            case OTHER -> life.fail(Reason.NOT_TLS, "the peer's first bytes are no TLS record");
        };
    }

    private @Nullable TlsVerdict runTasks() {
        life.opened().runTasks();
        return life.orStuck();
    }

    private @Nullable TlsVerdict wrap() throws SSLException {
        SSLEngineResult result = life.opened().wrap(Records.NOTHING, 0, 0);
        if (!isDialing && result.bytesProduced() > 0) {
            ByteBuffer records = life.outbound.draining();
            serverFlight.see(records, records.limit() - result.bytesProduced(), records.limit());
        }
        if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            return finish();
        }
        return switch (result.getStatus()) {
            case OK, BUFFER_UNDERFLOW -> life.orStuck();
            case BUFFER_OVERFLOW -> life.outboundFull();
            case CLOSED -> failClosed();
        };
    }

    private @Nullable TlsVerdict unwrap() throws SSLException {
        if (isDialing && handshakeBytes == 0 && life.inbound.bytes() > 0) {
            TlsVerdict verdict = recogniseFirstBytes();
            if (verdict != null) {
                return verdict;
            }
        }
        ByteBuffer records = life.inbound.draining();
        int startIndex = records.position();
        // Also with nothing to unwrap: some engines report FINISHED only then.
        SSLEngineResult result = life.opened().unwrapIntoSpill();
        if (isDialing && result.bytesConsumed() > 0) {
            // Not before: what an engine does not take now it is given again.
            serverFlight.see(records, startIndex, startIndex + result.bytesConsumed());
        }
        handshakeBytes += result.bytesConsumed();
        if (handshakeBytes > terms.handshakeBytesMax()) {
            return life.fail(
                    Reason.HANDSHAKE_TOO_LARGE,
                    "a handshake of " + handshakeBytes + " bytes exceeds handshakeBytesMax "
                            + terms.handshakeBytesMax());
        }
        if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            return finish();
        }
        return switch (result.getStatus()) {
            case OK -> life.orStuck();
            case BUFFER_UNDERFLOW -> awaitInput();
            case BUFFER_OVERFLOW -> life.spillMissing();
            case CLOSED -> failClosed();
        };
    }

    /** The peer does not answer what it has not got. */
    private TlsVerdict awaitInput() {
        boolean writesFirst = life.outbound.bytes() > 0 && !life.inputEnded();
        return writesFirst ? TlsVerdict.WANT_WRITE : life.awaitInput();
    }

    private TlsVerdict failClosed() {
        return life.fail(Reason.HANDSHAKE, "the peer closed the connection during the handshake");
    }

    private TlsVerdict finish() throws SSLException {
        SSLEngine engine = life.opened().engine();
        if (engine.isInboundDone() || engine.isOutboundDone()) {
            return failClosed();
        }
        SSLSession session = engine.getSession();
        if (!terms.speaks(session.getProtocol())) {
            return life.fail(Reason.HANDSHAKE, "negotiated " + session.getProtocol() + ", which is not configured");
        }
        Negotiated agreed = Negotiated.of(engine, session, serverName, serverFlight.isResumed());
        if (!terms.accepts(agreed, session)) {
            return life.fail(Reason.REFUSED, "the session check refused the peer");
        }
        negotiated = agreed;
        life.move(TlsState.OPEN);
        if (life.opened().status() == HandshakeStatus.NEED_WRAP) {
            life.flush();
        }
        return TlsVerdict.FINISHED;
    }
}
