package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The bounds of an engine and of its links: each at the bound, and one past it. */
final class EngineConfigTest {
    @Test
    void findsNothingWrongWithTheDefaults() {
        new EngineConfig().validate();
        new LinkConfig(new LineFraming(1 << 20)).validate(new Limits());

        assertEquals(List.of(), new Limits().violations());
    }

    @Test
    void namesEveryViolationOfTheLimitsWithItsBound() {
        Limits limits = new Limits()
                .inboxSlots(63)
                .mailboxSlots(1)
                .completionsPerStageMax(0)
                .readJobBytesMax(16_383)
                .writeJobBytes(0, -1)
                .framesPerSnapshotMax(0)
                .delivery(0, 0)
                .sendQueueBytes(0, -1)
                .linkBytesMax(32_767)
                .engineBytesMax((1 << 20) - 1)
                .memoryWaitNanos(0)
                .connections(0, 0)
                .acceptsPerCycleMax(0)
                .handshakes(0, 0)
                .takeBackNanos(0);

        assertEquals(
                List.of(
                        "inboxSlots of 63 is below 64",
                        "mailboxSlots of 1 is below 2",
                        "completionsPerStageMax of 0 is below 1",
                        "readJobBytesMax of 16383 is below 16384",
                        "writeJobBytesMin of 0 is below 1",
                        "writeJobBytesMax of -1 is below 0",
                        "framesPerSnapshotMax of 0 is below 1",
                        "deliveryFramesMax of 0 is below 1",
                        "deliveryNanosMax of 0 is below 1",
                        "sendQueueSoftBytes of 0 is below 1",
                        "sendQueueHardBytes of -1 is below 0",
                        "linkBytesMax of 32767 is below 32768",
                        "engineBytesMax of 1048575 is below 1048576",
                        "memoryWaitNanos of 0 is below 1",
                        "connectionsMax of 0 is below 1",
                        "connectionsPerAddressMax of 0 is below 1",
                        "acceptsPerCycleMax of 0 is below 1",
                        "handshakesMax of 0 is below 1",
                        "handshakesPerAddressMax of 0 is below 1",
                        "takeBackNanos of 0 is below 1"),
                limits.violations());
    }

    @Test
    void acceptsEveryLimitAtItsLeastAndAtItsMost() {
        Limits least = new Limits()
                .inboxSlots(64)
                .mailboxSlots(2)
                .completionsPerStageMax(1)
                .readJobBytesMax(16_384)
                .writeJobBytes(1, 1)
                .framesPerSnapshotMax(1)
                .delivery(1, 1)
                .sendQueueBytes(1, 1)
                .linkBytesMax(32_768)
                .engineBytesMax(1 << 20)
                .memoryWaitNanos(1)
                .connections(1, 1)
                .acceptsPerCycleMax(1)
                .handshakes(1, 1)
                .takeBackNanos(1);
        Limits most = new Limits().inboxSlots(1 << 30).mailboxSlots(1 << 30).readJobBytesMax(1 << 30);

        assertEquals(List.of(), least.violations());
        assertEquals(List.of(), most.violations());
    }

    @Test
    void namesLimitsThatNoArrayOrBufferCanHold() {
        Limits limits = new Limits()
                .inboxSlots((1 << 30) + 1)
                .mailboxSlots(Integer.MAX_VALUE)
                .readJobBytesMax((1 << 30) + 1);

        assertEquals(
                List.of(
                        "inboxSlots of 1073741825 is above 1073741824",
                        "mailboxSlots of 2147483647 is above 1073741824",
                        "readJobBytesMax of 1073741825 is above 1073741824"),
                limits.violations());
    }

    @Test
    void namesEveryViolationOfAnEngineAtOnce() {
        EngineConfig config = new EngineConfig()
                .limits(new Limits().inboxSlots(1))
                .workerCount(65)
                .stall(999_999, stall -> {})
                .closeDeadlineNanos(-1)
                .loopSpins(-2);

        Misuse.invalid(
                "inboxSlots of 1 is below 64; workerCount of 65 is not in 0..64; stall of 999999 ns is below 1000000; closeDeadlineNanos of -1 is below 0; "
                        + "loopSpins of -2, or one of the numbers of workerWait "
                        + config.workerWait() + ", is below 0",
                config::validate);
    }

    @Test
    void refusesAnyNegativeWait() {
        for (EngineConfig config : List.of(
                new EngineConfig().workerWait(-1, 0, 0),
                new EngineConfig().workerWait(0, -1, 0),
                new EngineConfig().workerWait(0, 0, -1))) {
            Misuse.invalid(
                    "loopSpins of " + config.loopSpins() + ", or one of the numbers of workerWait "
                            + config.workerWait() + ", is below 0",
                    config::validate);
        }
        new EngineConfig().workerWait(0, 0, 0).loopSpins(0).workerCount(0).validate();
        new EngineConfig().workerCount(64).closeDeadlineNanos(0).validate();
    }

    @Test
    void namesEveryViolationOfALinkAtOnce() {
        LinkConfig config = new LinkConfig(framing(0))
                .socket(new SocketConfig().receiveBytes(-1).sendBytes(-2).keepAlive(0, 32_768, 128))
                .backlog(0)
                .connectDeadlineNanos(0)
                .closeDeadlineNanos(-3)
                .readIdleNanos(-1)
                .writeStallNanos(-2);

        Misuse.invalid(
                "frameBytesMax of 0 is below 1; receiveBytes of -1 is below 0; sendBytes of -2 is below 0; "
                        + "keepAliveIdleSeconds of 0 is below 1; keepAliveIntervalSeconds of 32768 is above 32767; "
                        + "keepAliveProbes of 128 is above 127; backlog of 0 is below 1; connectDeadlineNanos of 0 is below 1; "
                        + "closeDeadlineNanos of -3 is below 1; readIdleNanos of -1 is below 0; "
                        + "writeStallNanos of -2 is below 0",
                () -> config.validate(new Limits()));
    }

    @Test
    void refusesFramesThatTheBuffersOfTheEngineCannotHold() {
        Limits limits = new Limits().engineBytesMax((3 << 20) / 2).linkBytesMax(Long.MAX_VALUE);

        new LinkConfig(framing(1 << 20)).validate(limits);
        Misuse.invalid(
                "frameBytesMax of 1048577 needs 3145728 bytes of buffers while such a frame comes in, above"
                        + " engineBytesMax 1572864",
                () -> new LinkConfig(framing((1 << 20) + 1)).validate(limits));
        Misuse.invalid(
                "frameBytesMax of 2147483647 is above 1073741824",
                () -> new LinkConfig(framing(Integer.MAX_VALUE)).validate(limits));
    }

    /** Ciphertext comes in, goes out and may be left over: three buffers beside the two segments. */
    @Test
    void countsTheBuffersOfTlsAmongWhatTheEngineHasToHold() {
        long leastBytes = (3 << 20) / 2 + 3L * NetworkBuffers.BYTES;
        LinkConfig config = new LinkConfig(framing(1 << 20)).tls(TlsPeer.terms());

        config.validate(new Limits().engineBytesMax(leastBytes));
        Misuse.invalid(
                "frameBytesMax of 1048576 needs " + leastBytes + " bytes of buffers while such a frame comes in, above"
                        + " engineBytesMax " + (leastBytes - 1),
                () -> config.validate(new Limits().engineBytesMax(leastBytes - 1)));
    }

    @Test
    void refusesFramesThatTheMemoryOfALinkCannotHold() {
        Limits limits = new Limits().readJobBytesMax(16_384).linkBytesMax((64 << 10) + (16 << 10));

        new LinkConfig(framing(64 << 10)).validate(limits);
        Misuse.invalid(
                "linkBytesMax of 81920 is below 147456, what receiving frames of 65537 bytes and reads of 16384 takes, "
                        + "and one segment to answer",
                () -> new LinkConfig(framing((64 << 10) + 1)).validate(limits));
    }

    private static Framing framing(int frameBytesMax) {
        return new ScriptedFraming(frameBytesMax, (bytes, start, end, resume) -> Framing.MALFORMED);
    }

    @Test
    void acceptsALinkAtItsLeast() {
        new LinkConfig(framing(1))
                .socket(new SocketConfig().receiveBytes(0).sendBytes(0).keepAlive(1, 1, 1))
                .backlog(1)
                .connectDeadlineNanos(1)
                .closeDeadlineNanos(1)
                .readIdleNanos(0)
                .writeStallNanos(0)
                .validate(new Limits());
    }
}
