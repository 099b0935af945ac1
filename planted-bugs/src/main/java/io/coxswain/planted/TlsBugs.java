package io.coxswain.planted;

import static io.coxswain.planted.Suite.pairing;
import static io.coxswain.planted.Suite.unit;

import java.util.List;

/** Bugs of TLS: of the step machine, and of what a link makes of it. */
final class TlsBugs {
    private static final String MACHINE = "tls/TlsMachine";
    private static final String TRAFFIC = "tls/TrafficSteps";
    private static final String LIFE = "tls/TlsLife";
    private static final String LEASE = "core/TlsLease";

    static final List<Bug> ALL = List.of(
            Bug.of(
                    "plaintext left in the engine is forgotten",
                    "core/TlsStream",
                    "case OUTPUT_FULL, NEED_BUFFER -> true;",
                    "case OUTPUT_FULL, NEED_BUFFER -> false;",
                    unit("core", "TlsStreamTest")),
            Bug.of(
                    "plaintext left by the handshake is forgotten",
                    MACHINE,
                    "return life.spill.bytes() > 0;",
                    "return false;",
                    unit("tls", "JdkTrafficTest")),
            Bug.of(
                    "ciphertext left over is forgotten",
                    MACHINE,
                    "return life.inbound.bytes() > 0;",
                    "return false;",
                    unit("tls", "JdkTrafficTest")),
            Bug.of(
                    "spill not delivered first",
                    TRAFFIC,
                    "life.spill.drainInto(plaintext);",
                    "",
                    unit("tls", "JdkTrafficTest")),
            Bug.of(
                    "alert not sent",
                    LIFE,
                    "wantsWrap = !at.flush() && alertMayFit(at);",
                    "wantsWrap = false;",
                    unit("tls", "JdkHandshakeTest")),
            Bug.of(
                    "alert given up when the socket is full",
                    LIFE,
                    "return isTooSmall || outbound.bytes() > 0;",
                    "return isTooSmall;",
                    unit("tls", "JdkClosingTest", "JdkHandshakeTest", "JdkEngineTest")),
            Bug.of(
                    "close_notify lost",
                    TRAFFIC,
                    "life.opened().engine().closeOutbound(); life.move(life.state() == TlsState.OPEN",
                    "life.move(life.state() == TlsState.OPEN",
                    unit("tls", "JdkClosingTest")),
            Bug.of(
                    "close_notify not asked for",
                    TRAFFIC,
                    "TlsState.OUTPUT_CLOSED : TlsState.CLOSED); life.wantsWrap(true);",
                    "TlsState.OUTPUT_CLOSED : TlsState.CLOSED);",
                    unit("tls", "JdkClosingTest")),
            Bug.of(
                    "close_notify lost when the socket is full",
                    TRAFFIC,
                    "return life.wantsWrap() ? life.outboundFull() : TlsVerdict.CLOSED;",
                    "life.wantsWrap(false); return TlsVerdict.CLOSED;",
                    unit("tls", "JdkClosingTest")),
            Bug.of(
                    "truncation taken for a clean end",
                    LIFE,
                    "if (inputEnded) {",
                    "if (inputEnded && inbound.bytes() > 0) {",
                    unit("tls", "JdkClosingTest")),
            Bug.of(
                    "the engine's wish to wrap is forgotten",
                    TRAFFIC,
                    "life.wantsWrap(wanted == HandshakeStatus.NEED_WRAP);",
                    "",
                    unit("tls", "JdkEngineTest", "ScriptedEngineTest")),
            Bug.of(
                    "bytes lost with a larger buffer",
                    "tls/SideBuffer",
                    "next.put(draining());",
                    "draining();",
                    unit("tls", "SideBufferTest")),
            Bug.of(
                    "buffer taken away with bytes in it",
                    "tls/SideBuffer",
                    "return bytes() > 0 ? null : discard();",
                    "return discard();",
                    unit("tls", "JdkTrafficTest")),
            Bug.of("empty records without end", TRAFFIC, "emptyRecords++;", "", unit("tls", "ScriptedEngineTest")),
            Bug.of(
                    "handshake without a limit",
                    "tls/HandshakeSteps",
                    "handshakeBytes += result.bytesConsumed();",
                    "",
                    unit("tls", "ScriptedEngineTest")),
            Bug.of(
                    "two jobs of one TLS engine",
                    LEASE,
                    "boolean isTaken = holder == null && !standsBack(operation);",
                    "boolean isTaken = !standsBack(operation);",
                    unit("core", "TlsLeaseTest")),
            Bug.of(
                    "half that waits for the engine is forgotten",
                    "core/LinkTls",
                    "if (lease.isWaiting(Operation.WRITE) || hasOutput) {",
                    "if (hasOutput) {",
                    unit("core", "TlsBackpressureTest", "TlsLinkTest")),
            Bug.of(
                    "one direction of a TLS link starved",
                    LEASE,
                    "return lastHolder == operation && isOtherWaiting(operation);",
                    "return lastHolder != operation && isOtherWaiting(operation);",
                    unit("core", "TlsLeaseTest")),
            Bug.of(
                    "a write waits for a half that lingers",
                    "core/LinkTls",
                    "link.reader().half().callBack();",
                    "",
                    unit("core", "TlsLingeringTest")),
            Bug.of(
                    "half that was called back goes on to linger",
                    "core/ReceivingHalf",
                    "&& !(boolean) IS_CALLED_BACK.getOpaque(this) && awaitsSocket();",
                    "&& awaitsSocket();",
                    unit("core", "WorkerLingeringTest")),
            Bug.of(
                    "network buffer not returned",
                    "core/TlsRoom",
                    "loop.networkBuffers().giveBack(empty, bytes, isUsed);",
                    "",
                    unit("core", "TlsLinkTest")),
            Bug.of(
                    "handshake released while a step is out",
                    "core/LinkHandshake",
                    "link.life().holds().retainForJob(); loop.dispatcher().dispatchHandshake(job);",
                    "loop.dispatcher().dispatchHandshake(job);",
                    unit("core", "TlsStormTest", "TlsLinkTest")),
            Bug.of(
                    "key material published plainly (not on x86)",
                    "tls/TlsMaterial",
                    "private volatile Loaded current;",
                    "private Loaded current;",
                    pairing()));

    private TlsBugs() {}
}
