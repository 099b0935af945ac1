package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * What a reader sees at all; that it sees no less than it may rely on is proved by the lessons {@code Progress_01} and
 * following.
 */
final class ProgressTest {
    private final Progress progress = new Progress();

    @Test
    void addsUpWhatHasMoved() {
        progress.start(5);
        assertEquals(5, progress.stampNanos());
        assertEquals(0, progress.totalBytes());

        progress.advance(10, 100);
        progress.advance(1L << 40, 200);

        assertEquals(200, progress.stampNanos());
        assertEquals((1L << 40) + 10, progress.totalBytes());
    }

    @Test
    void addsUpWhatOneHolderAfterTheOtherHasMoved() throws InterruptedException {
        for (int i = 1; i <= 20; i++) {
            int stampNanos = i;
            Misuse.elsewhere(() -> progress.advance(3, stampNanos));
        }

        assertEquals(60, progress.totalBytes());
        assertEquals(20, progress.stampNanos());
    }

    @Test
    void showsNoStampBeforeItsBytes() throws InterruptedException {
        AtomicBoolean written = new AtomicBoolean();
        Thread writer = new Thread(
                () -> {
                    for (int i = 1; i <= 500_000; i++) {
                        progress.advance(7, i);
                    }
                    written.set(true);
                },
                "holder");
        writer.setDaemon(true);
        writer.start();
        long[] lastStampNanos = new long[1];

        Await.until("the holder has written", () -> "stamp " + lastStampNanos[0], () -> {
            boolean isOver = written.get();
            for (int i = 0; i < 1_000; i++) {
                long stampNanos = progress.stampNanos();
                assertTrue(progress.totalBytes() >= 7 * stampNanos);
                assertTrue(stampNanos >= lastStampNanos[0], "a stamp goes back");
                lastStampNanos[0] = stampNanos;
            }
            return isOver;
        });

        assertEquals(3_500_000, progress.totalBytes());
    }
}
