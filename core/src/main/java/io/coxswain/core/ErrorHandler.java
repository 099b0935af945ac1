package io.coxswain.core;

/**
 * Told of what application code threw where no link can be closed for it: a {@link LoopTask}, a timer,
 * {@link LinkHandler#onClose}; and of what ends the engine.
 *
 * <p><b>Threads.</b> Called on the loop. What the handler itself throws is counted as one more
 * {@link Counter#APPLICATION_ERRORS} and dropped.
 *
 * <p><b>Errors.</b> This is the policy for everything that is thrown, {@link Error}s included. What matters is not what
 * was thrown but where it struck, because that says what may be left half done.
 *
 * <pre>
 *     struck in                                     costs                       is told to
 *     a LinkHandler or LinkAcceptor                 the link: HANDLER_FAILED    onClose, as its cause
 *     LinkHandler.onClose                           nothing                     the ErrorHandler
 *     a LoopTask, a timer                           nothing                     the ErrorHandler
 *     a Framing, on a worker or on the loop         the link: FRAMING_FAILED    onClose, as its cause
 *     what TLS calls in a handshake, on a worker    the link: HANDSHAKE_FAILED  onClose, as its cause
 *     Framing.describeFailure                       the description             the ErrorHandler
 *     the ErrorHandler                              nothing                     nobody; counted
 *     the engine, on the loop                       the engine                  the ErrorHandler
 *     the engine, called by one of the above:
 *         StackOverflowError, OutOfMemoryError
 *         and other VirtualMachineErrors            the engine                  the ErrorHandler
 *         anything else                             as if its caller had thrown it
 * </pre>
 *
 * <p>So a recursion that overflows the stack in a callback, an array too large for the heap, a class that is missing
 * ({@link LinkageError}), a failed assertion, a {@code ThreadDeath} cost one link and no more. A stack that overflows
 * or a heap that ends <i>inside</i> {@link Link#send(java.nio.ByteBuffer)} may leave a buffer counted twice or a job
 * half dispatched. Nobody can say what of it is shared by other links, so the engine ends: its sockets are closed, each
 * handler's {@code onClose} is called with {@link CloseReason#ENGINE_CLOSED}, its threads end. A direct buffer that
 * cannot be had is no error, see {@link Limits#engineBytesMax(long)}. Nothing that a peer sends ends an engine, unless
 * the application recurses by what it receives and sends from the bottom of that: bound such a recursion.
 *
 * <p>An application that wants its process to end at an {@link OutOfMemoryError} starts it with
 * {@code -XX:+ExitOnOutOfMemoryError}; the engine does not decide that.
 */
@FunctionalInterface
public interface ErrorHandler {
    /**
     * Called for every such error.
     *
     * @param where which code threw, for a log line
     * @param error what it threw
     */
    void onError(String where, Throwable error);
}
