package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets how much time, by a clock that a test moves. With handshakes: {@link HandshakeSilenceTest}. */
final class HandshakeDeadlineTest {
    private static final long LIMIT_NANOS = 1_000;

    private final List<String> told = new ArrayList<>();
    private LoopBench bench;
    private HandshakeDeadline deadline;

    @BeforeEach
    void start() throws IOException {
        bench = new LoopBench();
        deadline = new HandshakeDeadline(
                bench.loop, LIMIT_NANOS, () -> told.add("expired"), () -> told.add("not looked at"));
        deadline.start();
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private void expectTold(String... expected) {
        assertEquals(List.of(expected), told);
        told.clear();
    }

    @Test
    void judgesAStepThatBeginsAfterwardsAndNoOther() {
        deadline.onStepBegins();
        bench.advanceNanos(LIMIT_NANOS - 1);
        expectTold();

        bench.advanceNanos(1);

        expectTold("expired");
        assertTrue(deadline.wantsLook() && !deadline.isJudged());
        deadline.onStepBegins();
        assertTrue(deadline.isJudged());
    }

    @Test
    void givesAPeerThatIsAnsweredTooLateItsTimeOnceMore() {
        bench.advanceNanos(3 * LIMIT_NANOS);
        deadline.onStepBegins();

        deadline.onAnswered(bench.time.getAsLong());

        assertFalse(deadline.isJudged() || deadline.wantsLook());
        told.clear();
        bench.advanceNanos(LIMIT_NANOS - 1);
        expectTold();
        bench.advanceNanos(1);
        expectTold("expired");
    }

    @Test
    void givesNoTimeForAnAnswerThatWasInTime() {
        bench.advanceNanos(LIMIT_NANOS - 1);
        deadline.onAnswered(bench.time.getAsLong());
        bench.advanceNanos(1);

        expectTold("expired");
    }

    @Test
    void countsAnAnswerThatTheTimerHadNotSeen() {
        bench.time.advanceNanos(LIMIT_NANOS);
        deadline.onStepBegins();
        deadline.onAnswered(bench.time.getAsLong());

        bench.advanceNanos(0);

        expectTold();
        bench.advanceNanos(LIMIT_NANOS);
        expectTold("expired");
    }

    @Test
    void tellsEachTimeThatThereWasNoLook() {
        bench.advanceNanos(LIMIT_NANOS);
        expectTold("expired");

        bench.advanceNanos(LIMIT_NANOS);
        expectTold("not looked at");
        bench.advanceNanos(LIMIT_NANOS);
        expectTold("not looked at");
    }

    @Test
    void tellsNothingOnceItIsOver() {
        deadline.end();
        deadline.end();

        bench.advanceNanos(5 * LIMIT_NANOS);

        expectTold();
        assertEquals(Long.MAX_VALUE, bench.parts.timers().nanosToNext());
    }
}
