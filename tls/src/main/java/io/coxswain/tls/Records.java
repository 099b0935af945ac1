package io.coxswain.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one place that calls an {@link SSLEngine}: a call is one record, between the machine's buffers
 * and the caller's.
 *
 * <p>It allocates nothing itself: the arrays that an engine wants are kept.
 *
 * <p><b>Threads.</b> The one that steps the machine. An engine has one lock around all of this, its
 * getters and its delegated tasks included, so a second thread would only wait here.
 */
final class Records {
    /** What a handshake step offers for wrapping, and nothing else does. */
    static final ByteBuffer[] NOTHING = {};

    /** Calls in a row that may come to nothing; a correct engine needs two. More is a loop without an end. */
    static final int IDLE_CALLS_MAX = 8;

    /** Room for a close_notify and more, and less than any engine needs for a record of its longest kind. */
    private static final int LAST_WORDS_BYTES = 1_024;

    private static final int ALERT_RECORD_BYTES = 7;
    private static final byte ALERT_RECORD = 21;

    private final SSLEngine engine;
    private final SideBuffer inbound;
    private final SideBuffer outbound;
    private final SideBuffer spill;
    private final ByteBuffer[] targets = new ByteBuffer[2];
    private final ByteBuffer noTarget = ByteBuffer.allocate(0);
    private int idleCalls;

    Records(SSLEngine engine, SideBuffer inbound, SideBuffer outbound, SideBuffer spill) {
        this.engine = engine;
        this.inbound = inbound;
        this.outbound = outbound;
        this.spill = spill;
        targets[0] = noTarget;
        targets[1] = noTarget;
    }

    SSLEngine engine() {
        return engine;
    }

    /** Decrypts one record, or handles one message of a handshake, into the spill if there is one. */
    SSLEngineResult unwrapIntoSpill() throws SSLException {
        targets[0] = spill.filling();
        return unwrap(1);
    }

    /**
     * Decrypts one record.
     *
     * @param plaintext where its plaintext begins; with {@code spilling}, what does not fit goes on in
     *     the spill
     */
    SSLEngineResult unwrapInto(ByteBuffer plaintext, boolean spilling) throws SSLException {
        targets[0] = plaintext;
        if (spilling) {
            targets[1] = spill.filling();
        }
        return unwrap(spilling ? 2 : 1);
    }

    private SSLEngineResult unwrap(int targetCount) throws SSLException {
        try {
            return noted(engine.unwrap(inbound.draining(), targets, 0, targetCount));
        } finally {
            // Kept here they would hold the caller's memory.
            targets[0] = noTarget;
            targets[1] = noTarget;
        }
    }

    /** Encrypts one record out of as many sources as it holds, or emits what the engine itself has to say. */
    SSLEngineResult wrap(ByteBuffer[] sources, int index, int count) throws SSLException {
        return noted(engine.wrap(sources, index, count, outbound.filling()));
    }

    private SSLEngineResult noted(SSLEngineResult result) {
        boolean moved = result.bytesConsumed() > 0 || result.bytesProduced() > 0;
        idleCalls = moved ? 0 : idleCalls + 1;
        return result;
    }

    /** Whether so many calls have come to nothing that another would too. */
    boolean isStuck() {
        return idleCalls > IDLE_CALLS_MAX;
    }

    /** Forgets idle calls, when a step begins: its caller may have brought bytes or room. */
    void expectProgress() {
        idleCalls = 0;
    }

    /**
     * Runs what the engine would like to have run elsewhere; this is elsewhere.
     *
     * @return whether there was anything
     */
    boolean runTasks() {
        Runnable task = engine.getDelegatedTask();
        idleCalls = task == null ? idleCalls + 1 : 0;
        boolean hasRun = task != null;
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
        return hasRun;
    }

    HandshakeStatus status() {
        return engine.getHandshakeStatus();
    }

    /** Bytes of the longest record, header included, by the engine's present opinion, which may grow. */
    int packetBytes() {
        return engine.getSession().getPacketBufferSize();
    }

    /** Bytes of the longest plaintext of a record, by the engine's present opinion. */
    int plaintextBytes() {
        return engine.getSession().getApplicationBufferSize();
    }

    /**
     * Emits whatever the engine has pending, and never application bytes.
     *
     * @return whether it has nothing left; if not, there was no room
     */
    boolean flush() throws SSLException {
        boolean goesOn = true;
        while (goesOn) {
            SSLEngineResult result = wrap(NOTHING, 0, 0);
            if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                return false;
            }
            boolean wantsTask = result.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
            goesOn = result.bytesProduced() > 0 || (wantsTask && runTasks());
        }
        return true;
    }

    /**
     * The alert at the end of the outbound buffer, if the last call of {@link #wrap} put one there unencrypted.
     *
     * @param before bytes that were in the buffer when the alert was asked for
     */
    @Nullable
    TlsAlert alertBehind(int before) {
        if (outbound.bytes() < before + ALERT_RECORD_BYTES) {
            return null;
        }
        ByteBuffer bytes = outbound.draining();
        int at = bytes.position() + before;
        // Byte by byte: the order that the buffer has is its owner's.
        boolean isAlert = bytes.get(at) == ALERT_RECORD && bytes.get(at + 3) == 0 && bytes.get(at + 4) == 2;
        return isAlert ? TlsAlert.ofCode(bytes.get(at + ALERT_RECORD_BYTES - 1) & 0xff) : null;
    }

    /** Ends both directions, so that native resources go, and nothing is sent. The JDK's own engines have none. */
    void close() {
        if (engine.getClass().getModule().equals(SSLEngine.class.getModule())) {
            // Half of a connection's end would be the exception by which it says that no close_notify has come.
            return;
        }
        engine.closeOutbound();
        try {
            engine.closeInbound();
        } catch (SSLException e) {
            // It says that no close_notify has come. Whoever releases the machine knows, or does not care.
        }
        try {
            takeLastWords();
        } catch (SSLException e) {
            // It has nothing to say, and that was why it was asked.
        }
    }

    /**
     * Takes what the engine would still send, and sends it nowhere. Conscrypt frees its native memory and its pipes
     * only in a call that finds both directions over and nothing pending; otherwise they wait for a finalizer.
     */
    private void takeLastWords() throws SSLException {
        ByteBuffer nowhere = ByteBuffer.allocate(LAST_WORDS_BYTES);
        while (engine.wrap(NOTHING, 0, 0, nowhere).bytesProduced() > 0) {
            nowhere.clear();
        }
        engine.unwrap(noTarget, noTarget);
    }

    /** The engine's class and status, for a failure that is its fault. */
    String describe() {
        return engine.getClass().getName() + " in status " + status();
    }
}
