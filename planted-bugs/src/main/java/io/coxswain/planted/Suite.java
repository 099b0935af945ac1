package io.coxswain.planted;

import java.util.List;
import java.util.stream.Stream;

/**
 * Some tests that a bug is shown to.
 *
 * @param kind how they are run
 * @param module whose tests they are
 * @param names of test classes, or the pattern of lessons
 */
record Suite(Kind kind, String module, List<String> names) {
    /** How tests are run. */
    enum Kind {
        /** JUnit, on the tests of a module. */
        UNIT,
        /** jcstress, in its bounded mode. */
        LESSON,
        /** The test that reads the sources. */
        PAIRING
    }

    /** Unit tests of queues, tls or core, or the corpora of fuzz-tests. */
    static Suite unit(String module, String... classes) {
        String of = module.equals("fuzz-tests") ? "core" : module;
        return new Suite(
                Kind.UNIT,
                module,
                Stream.of(classes).map(name -> "io.coxswain." + of + "." + name).toList());
    }

    /** Tests of {@code linearizability-tests}, of three threads. */
    static Suite interleavings(String packageOf, String name) {
        return new Suite(Kind.UNIT, "linearizability-tests", List.of("io.coxswain." + packageOf + "." + name));
    }

    /** Lessons by the begin of their names. */
    static Suite lesson(String pattern) {
        return new Suite(Kind.LESSON, "jcstress-tests", List.of(pattern));
    }

    /** The test that pairs releases with acquires. */
    static Suite pairing() {
        return new Suite(Kind.PAIRING, "core", List.of("io.coxswain.core.PairingTest"));
    }
}
