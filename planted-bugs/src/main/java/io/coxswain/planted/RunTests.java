package io.coxswain.planted;

import java.io.PrintStream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The program that runs test classes in the JVM that has a bug, and ends with the first test that fails.
 *
 * <p>Exit status: 0 if all passed, 1 if one failed, and then its name is the last line; 2 if there was none.
 */
public final class RunTests implements TestExecutionListener {
    /** Begins the line with the name of a test that has failed. */
    static final String FAILED = "FAILED ";

    private final PrintStream out;
    private int passedCount;

    private RunTests(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs tests and exits.
     *
     * @param classes their full names
     */
    public static void main(String[] classes) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (String each : classes) {
            request.selectors(DiscoverySelectors.selectClass(each));
        }
        RunTests listener = new RunTests(System.out);
        LauncherDiscoveryRequest built = request.build();
        LauncherFactory.create().execute(built, listener);
        Runtime.getRuntime().halt(listener.passedCount > 0 ? PlantBugs.PASSED : PlantBugs.UNFIT);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(out));
            out.println(FAILED + nameOf(test));
            out.flush();
            // What a bug has left behind, threads above all, must not keep this from ending.
            Runtime.getRuntime().halt(PlantBugs.CAUGHT);
        }
        passedCount += test.isTest() ? 1 : 0;
    }

    private static String nameOf(TestIdentifier test) {
        return test.getSource()
                .map(source -> {
                    if (source instanceof MethodSource method) {
                        String type = method.getClassName();
                        return type.substring(type.lastIndexOf('.') + 1) + "." + method.getMethodName();
                    }
                    return source instanceof ClassSource type
                            ? type.getClassName().substring(type.getClassName().lastIndexOf('.') + 1)
                            : test.getDisplayName();
                })
                .orElse(test.getDisplayName());
    }
}
