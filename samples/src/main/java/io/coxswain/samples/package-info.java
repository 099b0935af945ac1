/**
 * Programs a user can run: {@code kv}, a server that Redis' clients talk to; {@code echo}; and {@code demo}.
 *
 * <p>They show what Coxswain is for. A server's state lives in plain fields that one thread, the loop, reads and writes
 * without a lock; sockets are the workers' business. So nothing in here synchronises anything, and what a command does
 * to the keys can be tested without a link, a thread or a clock that ticks by itself.
 *
 * <p>How a request to {@code kv} becomes a reply:
 *
 * <pre>
 *      frame --&gt; Arguments --&gt; CommandTable --&gt; Command --&gt; Reply --&gt; link
 *                 where each     which one        what it     RESP2
 *                 begins                          does to
 *                                                 KvStore
 * </pre>
 *
 * <p>All of it happens on the loop, during the callback that delivers the frame. The frame is looked at in place; the
 * reply is written into a buffer that is used again and again; the frequent commands allocate only what they keep.
 *
 * <p>To be read in this order:
 *
 * <ol>
 *   <li>{@link io.coxswain.samples.EchoServer}: the least that a server consists of.
 *   <li>{@link io.coxswain.samples.KvServer}, {@link io.coxswain.samples.KvClient}, {@link io.coxswain.samples.Pacing}:
 *   how a
 *       loop, its links and its timers are used.
 *   <li>{@link io.coxswain.samples.CommandRunner}: from a frame to its reply.
 *   <li>{@link io.coxswain.samples.Arguments}, {@link io.coxswain.samples.InlineSplitter}, {@link
 *       io.coxswain.samples.Reply}, {@link io.coxswain.samples.Numbers}: the protocol, in and out.
 *   <li>{@link io.coxswain.samples.Command}, {@link io.coxswain.samples.CommandTable}: how commands are found.
 *   <li>{@link io.coxswain.samples.StringCommands}, {@link io.coxswain.samples.ListCommands} and the other families:
 *   what
 *       they do.
 *   <li>{@link io.coxswain.samples.KvStore}, {@link io.coxswain.samples.Value},
 *   {@link io.coxswain.samples.DeadlineHeap}:
 *       what they do it to.
 *   <li>{@link io.coxswain.samples.PubSub}: one message for many links.
 *   <li>{@link io.coxswain.samples.ServerProcess}: how a server starts as a process and ends by a signal;
 *       {@link io.coxswain.samples.Drain}: without losing a request.
 * </ol>
 */
@NullMarked
package io.coxswain.samples;

import org.jspecify.annotations.NullMarked;
