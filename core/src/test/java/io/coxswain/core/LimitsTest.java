package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits as numbers. What is wrong with them is tested in {@link EngineConfigTest}; each is kept where it is used. */
class LimitsTest {
    /** Of every limit, in the order in which the class has them. */
    private static List<Long> valuesOf(Limits limits) {
        return List.of(
                (long) limits.inboxSlots(),
                (long) limits.mailboxSlots(),
                (long) limits.completionsPerStageMax(),
                (long) limits.readJobBytesMax(),
                (long) limits.writeJobBytesMin(),
                (long) limits.writeJobBytesMax(),
                (long) limits.framesPerSnapshotMax(),
                (long) limits.deliveryFramesMax(),
                limits.deliveryNanosMax(),
                limits.sendQueueSoftBytes(),
                limits.sendQueueHardBytes(),
                limits.linkBytesMax(),
                limits.engineBytesMax(),
                limits.memoryWaitNanos(),
                (long) limits.connectionsMax(),
                (long) limits.connectionsPerAddressMax(),
                (long) limits.acceptsPerCycleMax(),
                (long) limits.handshakesMax(),
                (long) limits.handshakesPerAddressMax(),
                limits.takeBackNanos());
    }

    private static Limits each() {
        return new Limits()
                .inboxSlots(101)
                .mailboxSlots(102)
                .completionsPerStageMax(103)
                .readJobBytesMax(20_104)
                .writeJobBytes(105, 106)
                .framesPerSnapshotMax(107)
                .delivery(108, 109)
                .sendQueueBytes(110, 111)
                .linkBytesMax(40_112)
                .engineBytesMax(2_000_113)
                .memoryWaitNanos(114)
                .connections(115, 116)
                .acceptsPerCycleMax(117)
                .handshakes(118, 119)
                .takeBackNanos(120);
    }

    @Test
    void keepsEachUnderItsName() {
        List<Long> values = valuesOf(each());

        for (int i = 0; i < values.size(); i++) {
            assertEquals(101 + i, values.get(i) % 1_000, "the limit at " + i);
        }
        assertEquals(List.of(), each().violations());
    }

    @Test
    void copiesEachAndIsNotReachedByChanges() {
        Limits source = each();

        Limits copy = source.copy();
        source.inboxSlots(1).takeBackNanos(1);

        assertEquals(valuesOf(each()), valuesOf(copy));
    }

    @Test
    void takesAQuarterOfTheHeapForBuffersUnlessTold() {
        assertEquals(Runtime.getRuntime().maxMemory() / 4, new Limits().engineBytesMax());
    }
}
