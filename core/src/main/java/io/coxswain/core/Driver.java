package io.coxswain.core;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;

import com.google.errorprone.annotations.Keep;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Which thread drives an embedded engine: the first that comes, for good; or, if the engine is closed before any came,
 * nobody but the closer.
 *
 * <pre>
 *      nobody ----&gt; a thread
 *         \-------&gt; the closer
 * </pre>
 *
 * <p><b>Threads.</b> Any.
 *
 * <p><b>Memory.</b> Whoever comes first is decided by a compare-and-set. It publishes nothing: who was given the engine
 * has its parts by their final fields. Lessons: {@code EngineClose_03} and {@code EngineClose_04}.
 */
final class Driver {
    private static final VarHandle OWNER =
            fieldVarHandle(MethodHandles.lookup(), "owner", VarHandle.class, Driver.class, Object.class);

    /** In {@code owner}: closed before anybody came. */
    private static final Object CLOSER = new Object();

    /**
     * {@code Thread.isVirtual()}, or null before Java 21, where no thread is. By handle, since this is compiled for 17;
     * names of classes and thread groups, which would tell too, are not specified.
     */
    private static final @Nullable MethodHandle IS_VIRTUAL = findIsVirtual();

    @Keep
    private @Nullable Object owner; // only through OWNER

    private static @Nullable MethodHandle findIsVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }

    /** Whether a thread is a virtual one. */
    static boolean isVirtual(Thread thread) {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable thrown) {
            throw new IllegalStateException("Thread.isVirtual() has failed", thrown);
        }
    }

    /**
     * Binds the calling thread if it is the first.
     *
     * @return whether it drives from now on; false if somebody was first
     * @throws IllegalStateException if it is a virtual thread: the scheduler of those does not take the processor away
     *     from one that computes, and a loop may compute for long
     */
    boolean tryBind() {
        Thread current = Thread.currentThread();
        // Opaque: only whether somebody was first matters.
        if (OWNER.getOpaque(this) != null) {
            return false;
        }
        if (isVirtual(current)) {
            throw new IllegalStateException("a virtual thread cannot drive an engine");
        }
        // Volatile: stronger than needed, since nothing is published by it; it happens once. It pairs with
        // tryBindCloser(): of the two one wins.
        return OWNER.compareAndSet(this, null, current);
    }

    /**
     * Binds the closer if nobody has come before.
     *
     * @return whether the calling thread now has to end the engine
     */
    boolean tryBindCloser() {
        // Volatile: as in tryBind(), with which it pairs.
        return OWNER.compareAndSet(this, null, CLOSER);
    }

    /** Whether the calling thread drives. */
    boolean isCurrent() {
        // Opaque: a thread reads what it wrote itself, and no other thread's write looks like it.
        return OWNER.getOpaque(this) == Thread.currentThread();
    }

    /** Whether the closer was first. */
    boolean isCloser() {
        // Opaque: once it is so it stays so.
        return OWNER.getOpaque(this) == CLOSER;
    }
}
