package io.coxswain.benchmarks;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Says on stderr how far a measurement is, and when it may end.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 */
final class Progress {
    private final long startNanos = System.nanoTime();
    private final int steps;
    private int done;

    /** Begins a measurement of so many steps of about one length. */
    Progress(int steps) {
        this.steps = steps;
    }

    /** One more step has been done. */
    void step(String what) {
        done++;
        double elapsed = (double) (System.nanoTime() - startNanos) / TimeUnit.SECONDS.toNanos(1);
        System.err.printf(
                Locale.ROOT, "%3d %%, %.0f s left: %s%n", 100 * done / steps, elapsed / done * (steps - done), what);
    }
}
