package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Whose an error is, told by its trace. What an engine does about it is tested in {@link ErrorPolicyTest}. */
class FatalErrorsTest {
    /** An error that struck in the first of these classes, called by the next, and so on. */
    private static StackOverflowError struckIn(String... classNames) {
        StackOverflowError error = new StackOverflowError();
        StackTraceElement[] trace = new StackTraceElement[classNames.length];
        for (int i = 0; i < trace.length; i++) {
            trace[i] = new StackTraceElement(classNames[i], "method", null, 1);
        }
        error.setStackTrace(trace);
        return error;
    }

    private static boolean strikesEngine(String... classNames) {
        return FatalErrors.strikesEngine(struckIn(classNames));
    }

    @Test
    void isTheEnginesWhereItsOwnCodeIsOnTop() {
        assertTrue(strikesEngine("io.coxswain.core.SendQueue", "com.example.Handler", "io.coxswain.core.Loop"));
        assertTrue(strikesEngine("io.coxswain.queues.Mailbox", "com.example.Handler"));
    }

    @Test
    void isTheApplicationsWhereItsCodeIsOnTop() {
        assertFalse(strikesEngine("com.example.Handler", "io.coxswain.core.LinkCallbacks"));
        assertFalse(strikesEngine("io.coxswain.samples.KvStore", "io.coxswain.core.LinkCallbacks"));
    }

    @Test
    void isWhoseCodeCalledALibrary() {
        for (String library : new String[] {
            "java.util.HashMap", "jdk.internal.misc.Unsafe", "sun.nio.ch.IOUtil", "org.jctools.queues.Q", "org.agrona.A"
        }) {
            assertTrue(strikesEngine(library, "java.nio.ByteBuffer", "io.coxswain.core.SendQueue"), library);
            assertFalse(strikesEngine(library, "com.example.Handler", "io.coxswain.core.SendQueue"), library);
        }
    }

    @Test
    void isNotTheEnginesBecauseOfItsPackageAlone() {
        assertFalse(strikesEngine(FatalErrorsTest.class.getName(), "io.coxswain.core.Loop"));
        assertFalse(strikesEngine("io.coxswain.core.NoSuchClass", "io.coxswain.core.Loop"));
    }

    @Test
    void isNobodysWithoutATrace() {
        assertFalse(strikesEngine());
        assertFalse(strikesEngine("java.lang.Thread"));
    }

    @Test
    void isNothingButAnErrorOfTheJvm() {
        IllegalStateException thrown = new IllegalStateException();
        thrown.setStackTrace(struckIn("io.coxswain.core.SendQueue").getStackTrace());

        assertFalse(FatalErrors.strikesEngine(thrown));
    }
}
