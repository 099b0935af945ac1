package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsTerms;
import io.coxswain.tls.TlsVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Peers that fall silent, leave, or get a bit wrong at any byte of their part of a handshake, whichever end they are.
 * Each offload mode takes every fourth byte, so that the four of them take all. Many at once, so that it takes one
 * deadline and not one for each byte.
 */
class TlsStallTest extends TlsFeatureSpec {
    private static final int STRIDE = OffloadMode.values().length;
    private static final long DEADLINE_NANOS = TimeUnit.MILLISECONDS.toNanos(800);
    private static final int BYTES_MIN = 600;
    private static final int BYTES_MAX = 20_000;

    private static final TlsTerms SERVING = server().terms();

    /** Something that a peer does in the middle of its handshake. */
    private interface Fault {
        /** Returns false if the handshake was over before that byte. */
        boolean strike(MachinePeer peer, int atIndex, boolean sendsLast) throws IOException;
    }

    /** What was done to one link, and whether its handshake was over before that. */
    private record Stroke(TlsVersion version, int atIndex, MachinePeer peer, boolean isInside) {}

    private final List<Stroke> strokes = new ArrayList<>();
    private long deadlineNanos = DEADLINE_NANOS;

    private static boolean fallSilent(MachinePeer peer, int atIndex, boolean sendsLast) throws IOException {
        return peer.handshakeUpTo(atIndex, sendsLast);
    }

    /** Leaves by turns with a reset and without. */
    private static boolean leave(MachinePeer peer, int atIndex, boolean sendsLast) throws IOException {
        boolean isInside = peer.handshakeUpTo(atIndex, sendsLast);
        peer.leave(atIndex / STRIDE % 2 == 0);
        return isInside;
    }

    private static boolean changeOneBit(MachinePeer peer, int atIndex, boolean sendsLast) throws IOException {
        return peer.handshakeWithOneBitChanged(atIndex, sendsLast);
    }

    /** Dials our listeners once for each byte. */
    private Engine dialOurs(Fault fault) throws Exception {
        Engine engine = start(new Limits().handshakes(2_000, 2_000));
        for (TlsVersion version : TlsVersion.values()) {
            int port = listen(engine, impatient(server().versions(version).terms()), RecordingHandler::new);
            TlsTerms dialing = client().versions(version).terms();
            for (int index = firstIndex(); goesOn(version, index); index += STRIDE) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                MachinePeer peer = keep(new MachinePeer(socket, dialing.dial("localhost", port)));
                strike(version, peer, true, index, fault);
                // One after the other, so that the handlers are in this order too.
                awaitCounters(engine, "a link", now -> now.get(Counter.LINKS_ACCEPTED) == strokes.size());
            }
        }
        return engine;
    }

    /** Lets our links dial a server once for each byte. */
    private Engine letOursDial(Fault fault) throws Exception {
        Engine engine = start(new Limits().handshakes(2_000, 2_000));
        for (TlsVersion version : TlsVersion.values()) {
            TlsTerms dialing = client().versions(version).terms();
            try (ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                for (int index = firstIndex(); goesOn(version, index); index += STRIDE) {
                    RecordingHandler dialer = new RecordingHandler();
                    handlers.add(dialer);
                    onLoop(
                            engine,
                            loop -> loop.connect(loopback(listening.getLocalPort()), impatient(dialing), dialer));
                    MachinePeer peer = keep(new MachinePeer(listening.accept(), SERVING.accept()));
                    strike(version, peer, false, index, fault);
                }
            }
        }
        return engine;
    }

    private int firstIndex() {
        return List.of(OffloadMode.values()).indexOf(mode);
    }

    /** Until a handshake of this version was over before the byte. */
    private boolean goesOn(TlsVersion version, int index) {
        Stroke last = strokes.isEmpty() ? null : strokes.get(strokes.size() - 1);
        assertTrue(index < BYTES_MAX, "a handshake without an end");
        return last == null || last.version() != version || last.isInside();
    }

    private void strike(TlsVersion version, MachinePeer peer, boolean isDialing, int index, Fault fault)
            throws IOException {
        // In TLS 1.3 what the server says last are tickets, when the other end has long been open.
        boolean sendsLast = version == TlsVersion.TLS_1_2 || isDialing;
        boolean isInside;
        try {
            isInside = fault.strike(peer, index, sendsLast);
        } catch (IOException e) {
            // On a machine that is so busy the deadline was first; the reason of the link will say so.
            isInside = true;
        }
        strokes.add(new Stroke(version, index, peer, isInside));
    }

    private LinkConfig impatient(TlsTerms terms) {
        return linkConfig().tls(terms).handshakeDeadlineNanos(deadlineNanos).closeDeadlineNanos(DEADLINE_NANOS);
    }

    /** Waits for the end of all; those whose handshake was over before the fault may have opened. */
    private void awaitEnds(Engine engine, Set<CloseReason> expected) throws Exception {
        for (RecordingHandler handler : handlers) {
            Await.until("an end", handler::toString, () -> handler.ended.getCount() == 0 || handler.has("open"));
        }
        for (Stroke stroke : strokes) {
            stroke.peer().leave(false);
        }
        for (int i = 0; i < strokes.size(); i++) {
            Stroke stroke = strokes.get(i);
            RecordingHandler.Ended ended = handlers.get(i).awaitEnd();
            assertTrue(!stroke.isInside() || expected.contains(ended.reason()), () -> ended + " after " + stroke);
        }
        long inside = strokes.stream().filter(Stroke::isInside).count();
        assertTrue(inside * STRIDE >= BYTES_MIN, "only " + inside + " faults");
        awaitQuiet(engine);
    }

    // ---- silence ----

    @Test
    void aPeerThatFallsSilentAtAnyByteIsGivenUpByItsDeadline() throws Exception {
        Engine engine = dialOurs(TlsStallTest::fallSilent);

        awaitEnds(engine, Set.of(CloseReason.HANDSHAKE_DEADLINE));
    }

    @Test
    void aServerThatFallsSilentAtAnyByteIsGivenUpByItsDeadline() throws Exception {
        Engine engine = letOursDial(TlsStallTest::fallSilent);

        awaitEnds(engine, Set.of(CloseReason.HANDSHAKE_DEADLINE));
    }

    // ---- leaving ----

    @Test
    void aPeerThatLeavesAtAnyByteIsNoticed() throws Exception {
        deadlineNanos = Await.LIMIT.toNanos(); // not what is to end these
        Engine engine = dialOurs(TlsStallTest::leave);

        awaitEnds(engine, Set.of(CloseReason.PEER_CLOSED, CloseReason.IO_ERROR, CloseReason.HANDSHAKE_FAILED));
    }

    @Test
    void aServerThatLeavesAtAnyByteIsNoticed() throws Exception {
        deadlineNanos = Await.LIMIT.toNanos(); // not what is to end these
        Engine engine = letOursDial(TlsStallTest::leave);

        awaitEnds(engine, Set.of(CloseReason.IO_ERROR, CloseReason.HANDSHAKE_FAILED));
    }

    // ---- one bit ----

    /** What is ignored lets the handshake succeed, and the link is open until its peer leaves; the rest is named. */
    private static final Set<CloseReason> AFTER_A_CHANGE = Set.of(
            CloseReason.HANDSHAKE_FAILED,
            CloseReason.HANDSHAKE_DEADLINE,
            CloseReason.PEER_CLOSED,
            CloseReason.IO_ERROR,
            CloseReason.TLS_TRUNCATED);

    @Test
    void aPeerWithAnyBitWrongIsNoticedOrWaitedForInVain() throws Exception {
        Engine engine = dialOurs(TlsStallTest::changeOneBit);

        awaitEnds(engine, AFTER_A_CHANGE);

        assertTrue(engine.counters().closed(CloseReason.HANDSHAKE_FAILED) > 50, () -> describe(engine));
    }

    @Test
    void aServerWithAnyBitWrongIsNoticedOrWaitedForInVain() throws Exception {
        Engine engine = letOursDial(TlsStallTest::changeOneBit);

        awaitEnds(engine, AFTER_A_CHANGE);

        assertTrue(engine.counters().closed(CloseReason.HANDSHAKE_FAILED) > 50, () -> describe(engine));
    }
}
