package io.coxswain.tls;

import io.coxswain.tls.TlsFailure.Reason;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One TLS connection as a step machine: buffers in, buffers and a verdict out. It has no socket,
 * thread, clock or pool.
 *
 * <pre>
 *                     receiveBuffer()   +-------------+   unwrap(plaintext)
 *      socket  ------------------------&gt; |   INBOUND   | -------------------&gt;  application
 *                                       |    engine   |   (SPILL, rarely)
 *      socket  &lt;------------------------ |   OUTBOUND  | &lt;-------------------  application
 *                       sendBuffer()    +-------------+   wrap(sources)
 *
 *      handshake() until FINISHED  -&gt;  unwrap() and wrap() in any order  -&gt;  closeOutput(), wrap(), unwrap()
 *      until CLOSED
 * </pre>
 *
 * <p>A step goes on until it lacks bytes, room or a buffer; delegated tasks are run in it. What the
 * engine has to say for itself, such as the answer to a key update, goes into the outbound buffer
 * during any step if there is room; otherwise {@link #wantsWrap()} says so. So look at {@link
 * #hasOutput()} and {@link #wantsWrap()} after an unwrap as well.
 *
 * <p>In TLS 1.3 each direction ends on its own. In TLS 1.2 the peer's close_notify ends both, as its
 * RFC wants it, and with engines that know no half close ours does so too.
 *
 * <p>A full outbound buffer does not keep {@link #unwrap} from decrypting: if it did, two peers that
 * both send a lot would wait for each other.
 *
 * <p><b>Threads.</b> One at a time: the holder of the lease of the whole connection. Wrapping and
 * unwrapping exclude each other in the engine anyway, behind one lock that its getters and tasks take
 * too, so leases for each half would gain nothing but waiting. The engine is called by steps, {@link
 * #closeOutput()} and {@link #release()} only; the accessors read fields.
 *
 * <p><b>Memory.</b> The three buffers are the caller's, heap or direct: the JDK's engine is faster with
 * heap for ciphertext, native ones with direct. Each may be detached while it is empty, so that an idle
 * connection holds none.
 *
 * <p><b>Limits.</b> Nothing here grows: a buffer is as large as it was attached, the peer's part of a
 * handshake has at most {@link TlsConfig#handshakeBytesMax} bytes, and {@value #EMPTY_RECORDS_MAX}
 * records in a row, and one for each record that we have ever sent, may be without application bytes.
 *
 * <p><b>Errors.</b> What the peer can cause is a FAILED verdict with a {@link #failure()} and, in the
 * outbound buffer, the alert to send; if {@link #wantsWrap()}, it found no room there, and the same
 * step tries again. Bytes unwrapped before a failure are good. What an engine, a key or trust manager
 * or the {@link SessionCheck} throws is the cause of a failure. An {@link Error} leaves the step, and
 * the machine has failed.
 */
public final class TlsMachine {
    /**
     * Bytes of a network buffer that holds the longest record of TLS 1.2 and 1.3, and what the engines
     * known ask for.
     */
    public static final int NETWORK_BYTES = 17 << 10;

    /**
     * Records in a row that may carry no application bytes: tickets, key updates, empty ones. Those that may be answers
     * to records of ours do not count: a peer that is only sent to has nothing else to say.
     */
    public static final int EMPTY_RECORDS_MAX = 32;

    private final TlsTerms terms;
    private final TlsLife life = new TlsLife();
    private final HandshakeSteps handshake;
    private final TrafficSteps traffic;
    private boolean isStepping;

    TlsMachine(TlsTerms terms, @Nullable String host, int port) {
        this.terms = terms;
        this.handshake = new HandshakeSteps(life, terms, host, port);
        this.traffic = new TrafficSteps(life, handshake);
    }

    /**
     * Gives the machine a buffer, with what the present one holds copied into it.
     *
     * @param buffer the machine's until it is replaced or detached; its content is overwritten
     * @return the buffer that is free now, or null if there was none
     * @throws IllegalArgumentException if it is read-only or cannot take over what is held
     */
    public @Nullable ByteBuffer attach(TlsBuffer which, ByteBuffer buffer) {
        assert !isStepping : "attach() during a step";
        return sideOf(which).attach(buffer);
    }

    /**
     * Takes a buffer back: while it is empty, or in any case after {@link #release()}.
     *
     * @return the caller's buffer, or null if there is none or it holds bytes
     */
    public @Nullable ByteBuffer detach(TlsBuffer which) {
        assert !isStepping : "detach() during a step";
        return life.state() == TlsState.RELEASED
                ? sideOf(which).discard()
                : sideOf(which).detach();
    }

    private SideBuffer sideOf(TlsBuffer which) {
        return switch (which) {
            case INBOUND -> life.inbound;
            case OUTBOUND -> life.outbound;
            case SPILL -> life.spill;
        };
    }

    /**
     * The inbound buffer, its room between position and limit, to read the socket into; valid until the
     * next call.
     */
    public ByteBuffer receiveBuffer() {
        assert !isStepping : "receiveBuffer() during a step";
        return life.inbound.filling();
    }

    /**
     * The outbound buffer, ciphertext between position and limit, to write to the socket; valid until
     * the next call.
     */
    public ByteBuffer sendBuffer() {
        assert !isStepping : "sendBuffer() during a step";
        return life.outbound.draining();
    }

    /** Whether there is ciphertext to write. */
    public boolean hasOutput() {
        return life.outbound.bytes() > 0;
    }

    /** Whether there is ciphertext to unwrap, or the begin of it. */
    public boolean hasInput() {
        return life.inbound.bytes() > 0;
    }

    /** Whether decrypted bytes wait for room: the socket will not report for them. */
    public boolean hasPlaintext() {
        return life.spill.bytes() > 0;
    }

    /**
     * Whether the engine has something to say for which there was no room: write, then {@link #wrap},
     * if only nothing.
     */
    public boolean wantsWrap() {
        return life.wantsWrap();
    }

    /** Which buffer a NEED_BUFFER verdict is about, or a FAILED one whose alert has found no room. */
    public TlsBuffer missing() {
        return life.missing();
    }

    /** How large that buffer has to be at least, in bytes. */
    public int missingBytes() {
        return life.missingBytes();
    }

    /** What both ends agreed on, or null before FINISHED. */
    public @Nullable Negotiated negotiated() {
        return handshake.negotiated();
    }

    /** Why it failed, or null if it has not. */
    public @Nullable TlsFailure failure() {
        return life.failure();
    }

    /**
     * Steps the handshake until it lacks something or is over.
     *
     * @return NEED_MORE, WANT_WRITE, NEED_BUFFER, FINISHED or FAILED
     * @throws IllegalStateException if it has FINISHED before
     */
    public TlsVerdict handshake() {
        requireStep(life.state() == TlsState.NEW || life.state() == TlsState.HANDSHAKING);
        begin();
        TlsVerdict verdict = null;
        try {
            verdict = handshake.run();
        } catch (Throwable thrown) {
            verdict = failed(thrown);
        } finally {
            end(verdict);
        }
        return verdict;
    }

    /**
     * Decrypts what the inbound buffer holds.
     *
     * @param plaintext gets what fits, from its position on; must be writable
     * @return NEED_MORE, OUTPUT_FULL, NEED_BUFFER, CLOSED when the peer's close_notify has come,
     *     WANT_WRITE if the engine insists on being wrapped first, or FAILED; with each there may be
     *     new bytes in {@code plaintext}
     * @throws IllegalStateException before FINISHED
     */
    public TlsVerdict unwrap(ByteBuffer plaintext) {
        requireStep(life.state() != TlsState.NEW && life.state() != TlsState.HANDSHAKING);
        begin();
        TlsVerdict verdict = null;
        try {
            verdict = traffic.unwrap(plaintext);
        } catch (Throwable thrown) {
            verdict = failed(thrown);
        } finally {
            end(verdict);
        }
        return verdict;
    }

    /**
     * Encrypts bytes, and emits what the engine itself has to say. Records are filled across sources.
     *
     * @param sources {@code count} of them from {@code index} on are read; their positions tell how far
     * @return DONE when all is in records, WANT_WRITE, NEED_BUFFER, NEED_MORE if the engine insists on
     *     unwrapping first, CLOSED when our close_notify is in the outbound buffer or gone and nothing
     *     offered is taken any more, or FAILED
     * @throws IllegalStateException before FINISHED
     */
    public TlsVerdict wrap(ByteBuffer[] sources, int index, int count) {
        requireStep(life.state() != TlsState.NEW && life.state() != TlsState.HANDSHAKING);
        begin();
        TlsVerdict verdict = null;
        try {
            verdict = traffic.wrap(sources, index, count);
        } catch (Throwable thrown) {
            verdict = failed(thrown);
        } finally {
            end(verdict);
        }
        return verdict;
    }

    /**
     * Says that the socket has ended: a step that lacks bytes now fails with TRUNCATED instead of
     * NEED_MORE.
     */
    public void endInput() {
        assert !isStepping : "endInput() during a step";
        life.endInput();
    }

    /**
     * Ends our direction: the next {@link #wrap} emits the close_notify. Before FINISHED it gives the
     * connection up, which is a failure. Later calls do nothing.
     */
    public void closeOutput() {
        requireStep(true);
        begin();
        TlsVerdict verdict = null;
        try {
            switch (life.state()) {
                case NEW, HANDSHAKING -> life.fail(Reason.CANCELLED, "given up during the handshake");
                case OPEN, INPUT_CLOSED -> traffic.closeOutput();
                default -> {}
            }
            verdict = TlsVerdict.DONE;
        } finally {
            end(verdict);
        }
    }

    /**
     * Closes the engine and gives it back; from then on only {@link #detach} and accessors may be
     * called. Once for every machine, however it ended: native engines hold memory and descriptors.
     * Idempotent.
     */
    public void release() {
        assert !isStepping : "release() during a step";
        if (life.state() == TlsState.RELEASED) {
            return;
        }
        life.move(TlsState.RELEASED);
        life.wantsWrap(false);
        Records records = life.records();
        if (records != null) {
            records.close();
            terms.release(records.engine());
        }
    }

    /** Refuses a step that is out of place; a machine that has failed says so to every step. */
    private void requireStep(boolean isInPlace) {
        if (life.state() == TlsState.RELEASED || !(isInPlace || life.state().hasFailed())) {
            throw new IllegalStateException("this step has no place in state " + life.state());
        }
    }

    private void begin() {
        assert !isStepping : "a step during a step: two threads, or a callback that steps";
        isStepping = true;
        Records records = life.records();
        if (records != null) {
            records.expectProgress();
        }
    }

    /**
     * Makes a verdict of what an engine threw. Of what it may throw only {@link SSLException} is
     * declared, but native ones throw what a trust manager threw as it is, checked or not; all of it
     * may be the peer's doing.
     */
    private TlsVerdict failed(Throwable thrown) {
        if (thrown instanceof Error ours) {
            throw ours;
        }
        if (life.state().hasFailed()) {
            return TlsVerdict.FAILED;
        }
        // With both directions closed there is nothing left that could fail.
        boolean isOver = life.state() == TlsState.CLOSED;
        return isOver ? TlsVerdict.CLOSED : life.fail(TlsFailure.of(thrown, negotiated() == null));
    }

    /** Ends a step that came to a verdict, or was left by an error. */
    private void end(@Nullable TlsVerdict verdict) {
        isStepping = false;
        if (verdict == null) {
            life.abandon();
        }
    }
}
