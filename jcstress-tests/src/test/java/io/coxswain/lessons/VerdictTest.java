package io.coxswain.lessons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.os.SchedulingClass;

/** What a lesson comes to under results made by hand. That jcstress makes such results is for {@code mvn verify}. */
class VerdictTest {
    private static final String NAME = "io.coxswain.queues.Some_01_Lesson";

    private final Lesson repaired = lesson(Expect.ACCEPTABLE, Expect.FORBIDDEN);
    private final Lesson broken = lesson(Expect.ACCEPTABLE_INTERESTING, Expect.FORBIDDEN);

    @Test
    void aRepairedFormHoldsWhenNothingForbiddenWasSeen() {
        Verdict verdict = Verdict.of(repaired, List.of(result("good", 7), result("other", 3)));

        assertEquals(Verdict.Finding.HOLDS, verdict.finding());
        assertEquals(10, verdict.samples());
        assertTrue(verdict.isGood());
    }

    @Test
    void oneForbiddenSampleInOneJvmIsEnough() {
        Verdict verdict = Verdict.of(repaired, List.of(result("good", 1_000_000), result("unheard of", 1)));

        assertEquals(Verdict.Finding.FORBIDDEN, verdict.finding());
        assertEquals(1, verdict.shown());
        assertFalse(verdict.isGood());
        assertTrue(verdict.row().contains("unheard of"), verdict.row());
    }

    @Test
    void aBrokenFormHasToFail() {
        assertEquals(
                Verdict.Finding.FAILS_ON_PURPOSE,
                Verdict.of(broken, List.of(result("good", 7), result("other", 1)))
                        .finding());

        Verdict quiet = Verdict.of(broken, List.of(result("good", 7)));

        assertEquals(Verdict.Finding.NOT_SHOWN, quiet.finding());
        assertFalse(quiet.isGood());
    }

    @Test
    void aBrokenFormMayNotFailInAnotherWay() {
        Verdict verdict = Verdict.of(broken, List.of(result("other", 1), result("unheard of", 1)));

        assertEquals(Verdict.Finding.FORBIDDEN, verdict.finding());
    }

    @Test
    void whatHasNotRunIsMissing() {
        TestResult ofAnother = new TestResult(Status.NORMAL);
        ofAnother.setConfig(config("io.coxswain.queues.Some_02_Lesson"));
        ofAnother.addState("good", 7);

        assertEquals(
                Verdict.Finding.MISSING,
                Verdict.of(repaired, List.of(ofAnother)).finding());
        assertEquals(Verdict.Finding.MISSING, Verdict.of(repaired, List.of()).finding());
        assertEquals(
                Verdict.Finding.MISSING,
                Verdict.of(repaired, List.of(result("good", 0))).finding());
    }

    @Test
    void oneJvmThatBrokeDownIsEnough() {
        for (Status status : Status.values()) {
            if (status != Status.NORMAL) {
                TestResult brokenDown = new TestResult(status);
                brokenDown.setConfig(config(NAME));
                brokenDown.addMessage("what it said");

                Verdict verdict = Verdict.of(repaired, List.of(result("good", 7), brokenDown));

                assertEquals(Verdict.Finding.CRASHED, verdict.finding());
                assertTrue(verdict.row().contains("what it said"), verdict.row());
            }
        }
    }

    @Test
    void findsLessonsByAnyPartOfTheirName() {
        assertEquals(
                List.of("io.coxswain.queues.Inbox_01_PlainFlag"),
                Lesson.matching(Pattern.compile("Inbox_01")).stream()
                        .map(Lesson::name)
                        .toList());
        assertTrue(Lesson.matching(Pattern.compile("no such lesson")).isEmpty());
    }

    private static Lesson lesson(Expect other, Expect anythingElse) {
        TestInfo info = new TestInfo(NAME, NAME, NAME + "_jcstress", "", 2, List.of("one", "other"), false);
        info.addCase(new StateCase(Pattern.compile("good"), Expect.ACCEPTABLE, "as it should be"));
        info.addCase(new StateCase(Pattern.compile("other"), other, "in question"));
        return new Lesson(NAME, 2, info.cases(), new StateCase(Pattern.compile(".*"), anythingElse, "not listed"));
    }

    private static TestResult result(String outcome, long count) {
        TestResult result = new TestResult(Status.NORMAL);
        result.setConfig(config(NAME));
        result.addState(outcome, count);
        return result;
    }

    private static TestConfig config(String name) {
        TestInfo info = new TestInfo(name, name, name + "_jcstress", "", 2, List.of("one", "other"), false);
        Options options = new Options(new String[0]);
        try {
            options.parse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TestConfig(options, info, 0, List.of("-Xint"), 0, (SchedulingClass) null);
    }
}
