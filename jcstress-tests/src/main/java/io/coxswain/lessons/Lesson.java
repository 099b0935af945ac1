package io.coxswain.lessons;

import java.util.Collection;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * One jcstress test as it was compiled: its name, how many threads it needs, and what it expects of each outcome.
 *
 * @param name the class name, by which jcstress knows it
 * @param actors threads that must run at the same time
 * @param outcomes what is expected, the first that matches counts
 * @param others what is expected of an outcome that none of them matches
 */
record Lesson(String name, int actors, Collection<StateCase> outcomes, StateCase others) {
    /** The lessons whose names contain a match of the pattern, in reading order. */
    static Collection<Lesson> matching(Pattern pattern) {
        TreeMap<String, Lesson> lessons = new TreeMap<>();
        for (String name : TestList.tests()) {
            if (pattern.matcher(name).find()) {
                TestInfo info = TestList.getInfo(name);
                lessons.put(name, new Lesson(name, info.threads(), info.cases(), info.unmatched()));
            }
        }
        return lessons.values();
    }

    /** Whether this is the form that fails on purpose. */
    boolean isBrokenForm() {
        return outcomes.stream().anyMatch(outcome -> outcome.expect() == Expect.ACCEPTABLE_INTERESTING)
                || others.expect() == Expect.ACCEPTABLE_INTERESTING;
    }

    Expect expectationOf(String outcome) {
        for (StateCase known : outcomes) {
            if (known.matchesExactly(outcome)) {
                return known.expect();
            }
        }
        for (StateCase known : outcomes) {
            if (known.matches(outcome)) {
                return known.expect();
            }
        }
        return others.expect();
    }

    /** The name without the part of the package that all lessons share. */
    String shortName() {
        return name.replace("io.coxswain.", "");
    }
}
