package io.coxswain.lessons;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * What one lesson came to, out of everything that jcstress reports of it.
 *
 * @param lesson which one
 * @param finding the conclusion
 * @param samples how often its threads have met
 * @param shown how often a broken form has failed as it should, or a repaired one as it must not
 * @param remarks what jcstress said of a run that ended badly, and the outcomes that may not be
 */
record Verdict(Lesson lesson, Finding finding, long samples, long shown, List<String> remarks) {
    /** The conclusions, with the sentence that the table shows. */
    enum Finding {
        /** A repaired form in which nothing forbidden was seen. */
        HOLDS("holds"),
        /** A broken form that failed, and thereby shows that its repair is tested by something. */
        FAILS_ON_PURPOSE("broken form, fails as it should"),
        /** A broken form in which the bad outcome did not appear. */
        NOT_SHOWN("FAILED: the broken form did not show its fault"),
        /** Something that must never be has been. */
        FORBIDDEN("FAILED: a forbidden outcome was seen"),
        /** It threw, hung, or took its JVM down. */
        CRASHED("FAILED: it did not run to its end"),
        /** jcstress has left it out. */
        MISSING("FAILED: not among the results");

        private final String sentence;

        Finding(String sentence) {
            this.sentence = sentence;
        }
    }

    /**
     * Judges a lesson.
     *
     * @param results of any lessons, one per JVM that ran; those of others are passed over
     */
    static Verdict of(Lesson lesson, Collection<TestResult> results) {
        long samples = 0;
        long interesting = 0;
        long forbidden = 0;
        boolean crashed = false;
        List<String> remarks = new ArrayList<>();
        for (TestResult result : results) {
            if (!result.getName().equals(lesson.name())) {
                continue;
            }
            if (result.status() != Status.NORMAL) {
                crashed = true;
                remarks.add(result.status() + " under " + result.getConfig().jvmArgs);
                remarks.addAll(result.getMessages());
            }
            samples += result.getTotalCount();
            for (String outcome : result.getStateKeys()) {
                Expect expectation = lesson.expectationOf(outcome);
                long count = result.getCount(outcome);
                if (expectation == Expect.ACCEPTABLE_INTERESTING) {
                    interesting += count;
                } else if (expectation != Expect.ACCEPTABLE && count > 0) {
                    forbidden += count;
                    remarks.add("\"" + outcome + "\" " + count + " times under " + result.getConfig().jvmArgs);
                }
            }
        }
        Finding finding = conclude(lesson, crashed, samples, forbidden, interesting);
        return new Verdict(lesson, finding, samples, forbidden + interesting, remarks);
    }

    private static Finding conclude(Lesson lesson, boolean crashed, long samples, long forbidden, long interesting) {
        if (forbidden > 0) {
            return Finding.FORBIDDEN;
        }
        if (crashed) {
            return Finding.CRASHED;
        }
        if (samples == 0) {
            return Finding.MISSING;
        }
        if (!lesson.isBrokenForm()) {
            return Finding.HOLDS;
        }
        return interesting > 0 ? Finding.FAILS_ON_PURPOSE : Finding.NOT_SHOWN;
    }

    boolean isGood() {
        return finding == Finding.HOLDS || finding == Finding.FAILS_ON_PURPOSE;
    }

    /** One row of the table, and below it the remarks. */
    String row() {
        StringBuilder row = new StringBuilder(String.format(
                Locale.ROOT, "%-40s %,14d %,12d  %s", lesson.shortName(), samples, shown, finding.sentence));
        for (String remark : remarks) {
            row.append(System.lineSeparator()).append("    ").append(remark);
        }
        return row.toString();
    }

    static String header() {
        return String.format(Locale.ROOT, "%-40s %14s %12s  %s", "lesson", "samples", "failures", "verdict");
    }
}
