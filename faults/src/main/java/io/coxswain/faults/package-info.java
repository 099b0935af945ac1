/**
 * A network that misbehaves on demand, and a look for what a test leaves behind. For tests of the other modules; it
 * knows of none of them.
 *
 * <pre>
 *                          +------------------- FaultProxy, one thread ------------------+
 *                          |                                                             |
 *      client  ==socket==&gt; |  Pipe to the server:  buffer, Fault, bytes passed since     | ==socket==&gt;  server
 *              &lt;=========  |  Pipe to the client:  buffer, Fault, bytes passed since     | &lt;=========
 *                          |                                                             |
 *                          +-------------------------------------------------------------+
 * </pre>
 *
 * <p>A {@link io.coxswain.faults.FaultProxy} stands between a client and a server on this host. Each direction of
 * each connection has one {@link io.coxswain.faults.Fault} at a time, which a test sets before it connects or while
 * bytes are under way. What strikes does so at a byte, never at a time, so that a test needs no sleep and finds the
 * same again; only a delay and a throttle take time, a few milliseconds.
 *
 * <p>{@link io.coxswain.faults.NothingLeft} is an extension of JUnit's that fails a test which leaves a thread or a
 * descriptor behind, or an engine that ended without all its buffers, and names them.
 *
 * <p><b>Read in this order.</b> {@link io.coxswain.faults.Fault}, {@code Pipe}, {@code Conversation},
 * {@link io.coxswain.faults.FaultProxy}.
 */
@NullMarked
package io.coxswain.faults;

import org.jspecify.annotations.NullMarked;
