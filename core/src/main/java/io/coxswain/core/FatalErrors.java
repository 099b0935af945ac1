package io.coxswain.core;

/**
 * Tells an error of the JVM that struck application code from one that struck the engine in the middle of its own.
 *
 * <p>The first costs the link that it happened on, the second the engine; {@link ErrorHandler} says why.
 *
 * <p><b>Threads.</b> Any; no state. For errors only: it looks at stack traces.
 */
final class FatalErrors {
    private static final String OUR_PACKAGE = FatalErrors.class.getPackageName() + ".";
    private static final String QUEUES_PACKAGE = "io.coxswain.queues.";

    private FatalErrors() {}

    /**
     * Whether the engine must not go on after this: a {@link VirtualMachineError} that struck inside the engine,
     * although application code had called it.
     */
    static boolean strikesEngine(Throwable thrown) {
        if (!(thrown instanceof VirtualMachineError)) {
            return false;
        }
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (!isLibrary(frame.getClassName())) {
                return isOurs(frame.getClassName());
            }
        }
        // The JVM keeps a few errors ready without a trace, for when there is no memory for one.
        return false;
    }

    /** Code that either side may have called: who did stands further down. */
    private static boolean isLibrary(String className) {
        return className.startsWith("java.")
                || className.startsWith("jdk.")
                || className.startsWith("sun.")
                || className.startsWith("org.jctools.")
                || className.startsWith("org.agrona.");
    }

    private static boolean isOurs(String className) {
        if (!className.startsWith(OUR_PACKAGE)) {
            return className.startsWith(QUEUES_PACKAGE);
        }
        try {
            // The package alone would take an application, or a test, for the engine that puts its classes there.
            Class<?> type = Class.forName(className, false, FatalErrors.class.getClassLoader());
            return FatalErrors.class.getProtectionDomain().equals(type.getProtectionDomain());
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
