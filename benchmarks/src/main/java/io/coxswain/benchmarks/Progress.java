package io.coxswain.benchmarks;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Says on stderr how far a part of a measurement is, and how long its steps may still take.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 */
final class Progress {
    private final int steps;
    private int done;
    private long stepsNanos;
    private long lastNanos;

    /** Of so many steps of about one length. */
    Progress(int steps) {
        this.steps = steps;
    }

    /** A step begins now; what came before it, as servers that were warmed up, belongs to none. */
    void resume() {
        lastNanos = System.nanoTime();
    }

    /** One more step has been done, and the next begins. */
    void step(String what) {
        done++;
        long nowNanos = System.nanoTime();
        stepsNanos += nowNanos - lastNanos;
        lastNanos = nowNanos;
        double leftSeconds = (double) stepsNanos / done * (steps - done) / TimeUnit.SECONDS.toNanos(1);
        System.err.printf(Locale.ROOT, "%3d %%, %.0f s of steps left: %s%n", 100 * done / steps, leftSeconds, what);
    }
}
