package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.core.Counter;
import io.coxswain.core.Counters;
import io.coxswain.core.Engine;
import io.coxswain.core.Loop;
import io.coxswain.core.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Compares an engine's accounts every millisecond while it works: what its server has answered is sent, queued,
 * dropped at the end of a link, or was refused.
 *
 * <p>Holds where every frame that is delivered is answered, and with the same number of bytes.
 *
 * <p><b>Threads.</b> The loop; started and stopped by the test.
 */
final class ByteAudit {
    private static final long PERIOD_NANOS = 1_000_000;

    private final Engine engine;
    private final long replyBytes;
    private final List<String> violations = new ArrayList<>();
    private int count;
    private boolean stopped;

    private ByteAudit(Engine engine, long replyBytes) {
        this.engine = engine;
        this.replyBytes = replyBytes;
    }

    static ByteAudit start(Engine engine, long replyBytes) {
        ByteAudit audit = new ByteAudit(engine, replyBytes);
        assertEquals(Submission.ACCEPTED, engine.execute(audit::runAndRepeat));
        return audit;
    }

    private void runAndRepeat(Loop loop) {
        if (!stopped) {
            run(loop);
            loop.schedule(PERIOD_NANOS, this::runAndRepeat);
        }
    }

    private void run(Loop loop) {
        long[] queuedBytes = new long[1];
        loop.forEachLink(link -> queuedBytes[0] += link.queuedBytes());
        Counters counters = loop.counters();
        long answered = counters.get(Counter.FRAMES_DELIVERED) * replyBytes;
        long sent = counters.get(Counter.BYTES_SENT);
        long unsent = counters.get(Counter.BYTES_UNSENT);
        long refused = counters.get(Counter.SENDS_REFUSED) * replyBytes;
        count++;
        if (answered != sent + queuedBytes[0] + unsent + refused) {
            violations.add(answered + " bytes of answers, but " + sent + " sent, " + queuedBytes[0] + " queued, "
                    + unsent + " dropped, " + refused + " refused");
        }
    }

    /** Looks once more, and expects that it was right each time. */
    void stop() throws Exception {
        CompletableFuture<List<String>> found = new CompletableFuture<>();
        engine.execute(loop -> {
            run(loop);
            stopped = true;
            found.complete(List.copyOf(violations));
        });
        assertEquals(List.of(), found.get(10, TimeUnit.SECONDS), () -> "of " + count + " times");
    }
}
