package io.coxswain.core;

import org.jspecify.annotations.Nullable;

/**
 * The one thread that may touch something, bound when it is first asked; for assertions and argument checks.
 *
 * <p>Bound at first use rather than by constructor, so that a stress test's actor, or a thread that drives an engine
 * built elsewhere, can own things too.
 *
 * <p><b>Threads.</b> Any. The field is plain on purpose: the owner reads what it wrote itself, and another thread that
 * reads a stale null binds itself and fails in the next check of the true owner. An engine binds its owner before
 * anything else runs.
 */
final class Owner {
    private @Nullable Thread thread;

    /** Makes the calling thread the owner, before anything else can ask. */
    void bind() {
        thread = Thread.currentThread();
    }

    /**
     * Whether the calling thread is the owner already. Any thread: no other finds itself there, however old what it
     * reads.
     */
    boolean isBoundHere() {
        return thread == Thread.currentThread();
    }

    /** Whether the calling thread is the owner; the first caller becomes it. */
    boolean isCurrent() {
        if (thread == null) {
            thread = Thread.currentThread();
        }
        return thread == Thread.currentThread();
    }
}
