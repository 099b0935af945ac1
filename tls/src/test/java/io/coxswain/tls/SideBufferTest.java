package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Filling and draining one buffer by turns; what goes through it is tested with the machine. */
class SideBufferTest {
    private final SideBuffer side = new SideBuffer();

    @Test
    void isEmptyAndFullWithoutABuffer() {
        assertEquals(0, side.bytes());
        assertEquals(0, side.roomBytes());
        assertEquals(0, side.filling().remaining());
        assertEquals(0, side.draining().remaining());
        assertNull(side.detach());
    }

    @Test
    void movesItsBytesIntoALargerBuffer() {
        ByteBuffer small = ByteBuffer.allocate(4);
        assertNull(side.attach(small));
        side.filling().put(new byte[] {1, 2, 3, 4});
        side.draining().get();

        ByteBuffer large = ByteBuffer.allocate(8);
        assertSame(small, side.attach(large));

        assertEquals(3, side.bytes());
        assertEquals(5, side.roomBytes());
        assertEquals(2, side.draining().get());
        assertNull(side.detach());
        side.draining().getShort();
        assertSame(large, side.detach());
    }

    @Test
    void refusesABufferThatCannotTakeOver() {
        side.attach(ByteBuffer.allocate(4));
        side.filling().putInt(5);

        assertThrows(IllegalArgumentException.class, () -> side.attach(ByteBuffer.allocate(3)));
        assertThrows(
                IllegalArgumentException.class,
                () -> side.attach(ByteBuffer.allocate(9).asReadOnlyBuffer()));
        assertEquals(5, side.draining().getInt());
    }

    @Test
    void keepsTheOrderOfBytesThroughAnyFillingAndDraining() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        side.attach(ByteBuffer.allocate(37));
        byte next = 0;
        byte expected = 0;
        for (int turn = 0; turn < 10_000; turn++) {
            ByteBuffer room = side.filling();
            for (int i = random.nextInt(room.remaining() + 1); i > 0; i--) {
                room.put(next++);
            }
            ByteBuffer bytes = side.draining();
            for (int i = random.nextInt(bytes.remaining() + 1); i > 0; i--) {
                assertEquals(expected++, bytes.get(), "seed " + seed);
            }
            assertEquals((byte) (next - expected), (byte) side.bytes(), "seed " + seed);
            assertEquals(37 - side.bytes(), side.roomBytes(), "seed " + seed);
        }
    }
}
