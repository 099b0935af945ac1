package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Through {@code java.util.logging}, which is what {@link System.Logger} writes to by default. */
final class LoggingErrorHandlerTest {
    private final Logger logger = Logger.getLogger("io.coxswain.core");
    private final List<LogRecord> lines = new ArrayList<>();
    private final ManualClock time = new ManualClock(Long.MAX_VALUE - 1_500_000_000L);
    private final LoggingErrorHandler handler = new LoggingErrorHandler(time);
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(recorder);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(recorder);
        logger.setUseParentHandlers(true);
    }

    private List<String> texts() {
        return lines.stream().map(LogRecord::getMessage).toList();
    }

    @Test
    void writesTheFirstErrorAtOnce() {
        IllegalStateException error = new IllegalStateException("bug");

        handler.onError("a task", error);

        assertEquals(List.of("a task"), texts());
        assertEquals(Level.SEVERE, lines.get(0).getLevel());
        assertSame(error, Objects.requireNonNull(lines.get(0).getThrown()));
    }

    @Test
    void writesOneLineASecondAndTheNumberOfThoseLeftOut() {
        Exception error = new Exception("bug");
        for (int i = 0; i < 1_000; i++) {
            handler.onError("task " + i, error);
        }
        time.advanceNanos(999_999_999);
        handler.onError("too early", error);
        time.advanceNanos(1);
        handler.onError("in time", error);
        time.advanceMillis(1_000);

        handler.onError("after the clock has wrapped", error);

        assertEquals(
                List.of("task 0", "in time (1000 errors before it were left out)", "after the clock has wrapped"),
                texts());
    }
}
