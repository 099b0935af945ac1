package io.coxswain.tls;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * An engine that returns what a script says, once each, and then the same for ever; it moves no bytes
 * of its own accord.
 */
final class ScriptedEngine extends SSLEngine {
    /** What it does when it is called. */
    interface Act {
        /** One call of wrap or unwrap, with the one buffer on the side of the network. */
        SSLEngineResult call(ByteBuffer network) throws SSLException;
    }

    static final int PACKET_BYTES = 1_000;
    static final int PLAINTEXT_BYTES = 900;

    final Deque<Act> wraps = new ArrayDeque<>();
    final Deque<Act> unwraps = new ArrayDeque<>();
    HandshakeStatus status = HandshakeStatus.NEED_WRAP;
    String protocol = "TLSv1.3";
    int packetBytes = PACKET_BYTES;
    boolean isDone;
    int calls;
    int callsMax = 10_000;
    int releases;
    private ByteBuffer[] sources = {};

    static Act result(Status status, HandshakeStatus handshake) {
        return network -> new SSLEngineResult(status, handshake, 0, 0);
    }

    static Act consuming(int bytes, HandshakeStatus handshake) {
        return network -> {
            network.position(network.position() + bytes);
            return new SSLEngineResult(Status.OK, handshake, bytes, 0);
        };
    }

    private SSLEngineResult next(Deque<Act> acts, ByteBuffer network) throws SSLException {
        calls++;
        if (calls > callsMax) {
            throw new AssertionError("a loop without an end");
        }
        Act act = acts.size() > 1 ? acts.remove() : acts.peek();
        return act == null ? new SSLEngineResult(Status.OK, status, 0, 0) : act.call(network);
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] offered, int offset, int length, ByteBuffer target) throws SSLException {
        sources = offered;
        return next(wraps, target);
    }

    /** Takes all bytes that the present wrap offers. */
    void consumeSources() {
        for (ByteBuffer source : sources) {
            source.position(source.limit());
        }
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) throws SSLException {
        return next(unwraps, source);
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        return null;
    }

    @Override
    public void closeInbound() {}

    @Override
    public boolean isInboundDone() {
        return isDone;
    }

    @Override
    public void closeOutbound() {}

    @Override
    public boolean isOutboundDone() {
        return isDone;
    }

    @Override
    public SSLSession getSession() {
        return (SSLSession) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SSLSession.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getProtocol" -> protocol;
                    case "getCipherSuite" -> "TLS_SCRIPTED";
                    case "getPacketBufferSize" -> packetBytes;
                    case "getApplicationBufferSize" -> PLAINTEXT_BYTES;
                    case "getCreationTime" -> 1L;
                    case "getPeerCertificates" -> throw new SSLPeerUnverifiedException("none");
                    default -> throw new AssertionError(method);
                });
    }

    @Override
    public String getApplicationProtocol() {
        return "";
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return status;
    }

    @Override
    public void beginHandshake() {}

    @Override
    public String[] getSupportedCipherSuites() {
        return new String[0];
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return new String[0];
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {}

    @Override
    public String[] getSupportedProtocols() {
        return new String[0];
    }

    @Override
    public String[] getEnabledProtocols() {
        return new String[0];
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {}

    @Override
    public void setUseClientMode(boolean mode) {}

    @Override
    public boolean getUseClientMode() {
        return true;
    }

    @Override
    public void setNeedClientAuth(boolean need) {}

    @Override
    public boolean getNeedClientAuth() {
        return false;
    }

    @Override
    public void setWantClientAuth(boolean want) {}

    @Override
    public boolean getWantClientAuth() {
        return false;
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {}

    @Override
    public boolean getEnableSessionCreation() {
        return true;
    }
}
