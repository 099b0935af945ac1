package io.coxswain.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Threads that run, and where those are that did not before. */
final class Threads {
    /** The JDK's and JUnit's own, which come when they are first needed and go when they like. */
    private static final List<String> FOREIGN = List.of(
            "ForkJoinPool",
            "CompletableFutureDelayScheduler",
            "process reaper",
            "Common-Cleaner",
            "Cleaner-",
            "Attach Listener",
            "junit-",
            "surefire-",
            "main",
            "Keep-Alive-Timer",
            "JFR ",
            "RMI ",
            "JMX ",
            "FileSystemWatcher");

    /** What else the JDK starts for itself, to unblock virtual threads, say. */
    private static final String FOREIGN_CLASS = "jdk.internal.misc.InnocuousThread";

    private Threads() {}

    static Set<Thread> now() {
        return Thread.getAllStackTraces().keySet();
    }

    static List<String> describeAdded(Set<Thread> before) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            if (!before.contains(thread) && thread.isAlive() && !isForeign(thread)) {
                lines.add(thread.getName() + ", " + thread.getState() + " at\n        "
                        + Arrays.stream(entry.getValue())
                                .map(StackTraceElement::toString)
                                .collect(Collectors.joining("\n        ")));
            }
        }
        return lines;
    }

    private static boolean isForeign(Thread thread) {
        String name = thread.getName();
        return thread == Thread.currentThread()
                || thread.getClass().getName().equals(FOREIGN_CLASS)
                || FOREIGN.stream().anyMatch(name::startsWith);
    }
}
