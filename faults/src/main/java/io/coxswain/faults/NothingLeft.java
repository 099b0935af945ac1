package io.coxswain.faults;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves something behind: a thread, a socket, selector or pipe, or an engine that has ended and
 * not got all its buffers and jobs back; and says which, where the thread is, whose the socket was, and who had the
 * buffer.
 *
 * <p>A module whose tests are all to be looked at registers it in {@code META-INF/services} and switches JUnit's
 * detection on in {@code junit-platform.properties}. What is there before a test begins, such as what a test class
 * shares, is not the test's.
 *
 * <p><b>Threads.</b> JUnit's.
 *
 * <p>What the garbage collector closes is not left: a native TLS provider makes an engine, with a pipe, to say what it
 * supports. The channels and selectors of the JDK are not of that kind.
 *
 * <p><b>Limits.</b> Waits {@value #SECONDS_MAX} seconds for what is about to end. Descriptors are known on Linux only.
 */
public final class NothingLeft implements BeforeEachCallback, AfterEachCallback {
    private static final long SECONDS_MAX = 10;
    private static final long POLL_NANOS = 1_000_000;

    /** How long something has to be there still until the garbage collector is asked to look at it. */
    private static final long COLLECT_NANOS = 100_000_000;

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(NothingLeft.class);

    /** What was there before a test. */
    private record Before(Set<Thread> threads, Set<String> descriptors, Complaints complaints) {}

    static {
        Descriptors.openEverythingOnce();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Before before = new Before(Threads.now(), Descriptors.now(), Complaints.listen());
        context.getStore(NAMESPACE).put("before", before);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Before before = Objects.requireNonNull(context.getStore(NAMESPACE).get("before", Before.class));
        before.complaints.stop();
        require("threads are left", () -> Threads.describeAdded(before.threads));
        require("descriptors are left", () -> Descriptors.describeAdded(before.descriptors));
        require("engines have ended without all that they had lent", before.complaints::lines);
    }

    private static void require(String claim, Supplier<List<String>> added) {
        long startNanos = System.nanoTime();
        long collectNanos = startNanos + COLLECT_NANOS;
        List<String> left = added.get();
        while (!left.isEmpty() && System.nanoTime() - startNanos < TimeUnit.SECONDS.toNanos(SECONDS_MAX)) {
            LockSupport.parkNanos(POLL_NANOS);
            if (System.nanoTime() - collectNanos > 0) {
                collectNanos += TimeUnit.SECONDS.toNanos(1);
                System.gc();
            }
            left = added.get();
        }
        if (!left.isEmpty()) {
            throw new AssertionError(claim + ":\n" + String.join("\n", left));
        }
    }
}
