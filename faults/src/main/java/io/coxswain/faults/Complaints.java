package io.coxswain.faults;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What engines say at their end to the logger that they have by default, of buffers and jobs that have not come back.
 * An engine with an error handler of the test's own tells that, and the test has to look.
 *
 * <p><b>Threads.</b> Any log; JUnit's asks.
 */
final class Complaints extends Handler {
    /** Kept, since a logger that nobody keeps is forgotten with its handlers. */
    private static final Logger ENGINES = Logger.getLogger("io.coxswain.core");

    private static final List<String> PHRASES = List.of("have not been returned", "have not come back");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Complaints() {}

    /** Begins to listen. */
    static Complaints listen() {
        Complaints complaints = new Complaints();
        complaints.setLevel(Level.ALL);
        ENGINES.addHandler(complaints);
        return complaints;
    }

    /** Ends listening. */
    void stop() {
        ENGINES.removeHandler(this);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord log) {
        String text = log.getMessage() + " " + log.getThrown();
        if (PHRASES.stream().anyMatch(text::contains)) {
            lines.add(text);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
