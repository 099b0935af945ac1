/**
 * The engine: one loop that owns all state, and workers that do its I/O.
 *
 * <p><b>Threads.</b> The <i>loop</i> owns every link, every buffer, the selector, the timers, the counters, and calls
 * all application code. <i>Workers</i> run the jobs that the loop hands out and see nothing but the half of a link that
 * a job is; the only application code they call is {@link io.coxswain.core.Framing} and, with TLS, key and trust
 * managers and the {@link io.coxswain.tls.SessionCheck}. They belong to a
 * {@link io.coxswain.core.WorkerPool}, which one engine has or several share; each engine has queues of its own, and no
 * loop ever touches another's. The loop is a thread of the engine's ({@link io.coxswain.core.Engine}) or one of the
 * application's ({@link io.coxswain.core.EmbeddedEngine}), with the same duty cycle. <i>Any other thread</i> has
 * {@link io.coxswain.core.Engine} and {@link io.coxswain.core.Sender}, which go through the mailbox, and
 * {@link io.coxswain.core.WorkerPool}.
 * A <i>watchdog</i> for each engine sleeps, and looks now and then whether the loop comes out of its turns.
 *
 * <p><b>The rule.</b> Each half of a link belongs to exactly one thread at a time: the loop, or the worker that holds
 * its lease. The queues hand it over, and their release and acquire are the only synchronisation; all fields of a half
 * are plain, but for its {@code Progress} and one hint. So a race is a wrong owner, and wrong owners are asserted.
 *
 * <pre>
 *      socket --&gt; ReceivingHalf.run     one read, frames found        a worker, or the loop
 *             --&gt; LinkReader            frames delivered in place     the loop
 *             --&gt; LinkHandler.onFrame   decides, sends                the loop
 *             --&gt; SendQueue             packed into segments          the loop
 *             --&gt; SendingHalf.run       one gathering write           a worker, or the loop
 * </pre>
 *
 * <p><b>TLS</b> is between the halves and the socket ({@code TlsStream}), so that neither half knows more of it than
 * whether to linger; what a job takes along for it, and brings home, is in one place ({@code TlsPassage}). Its two
 * directions share an engine, which has one lock; so the two halves of a TLS link share one lease ({@code LinkTls}),
 * and a third kind of job, ACCEPT, steps the handshake before either of them has a job ({@code LinkHandshake};
 * {@code Handshakes} says when).
 *
 * <p><b>What two threads see at once</b>, all of it here and none of it bytes or state of a half: how far a half has
 * got ({@link io.coxswain.core.Progress}), what a worker has done ({@code Worker}'s counts), the parked flags, the
 * request to close ({@code Waker}), the lists of workers and of engines of a pool ({@code WorkerPool}: replaced as a
 * whole, since they rarely change), the request to a worker to end, which thread drives an embedded engine
 * ({@code Driver}), how many letters of a {@link io.coxswain.core.Sender} have been delivered ({@code LetterCounts}),
 * and the request to a half that lingers to come home ({@code ReceivingHalf.callBack}). A job that runs is not asked to
 * stop: each of its system calls returns at once, and one that lingers and is not called back is home in a millisecond
 * or so.
 *
 * <p><b>Lingering.</b> A READ job that finds nothing may stay with its worker, which tries the socket again between
 * other jobs, for a millisecond and only while the loop is awake: so a loop with much to do need not ask its selector.
 * When, says {@code ReadInterest}; for how long, {@code LingeringJobs}; {@code Worker} tries. With TLS the half has the
 * link's one lease meanwhile, and a write calls it back.
 *
 * <p><b>Memory modes</b> are as in the package essay of {@code io.coxswain.queues}; here they are opaque for numbers
 * that stand alone, and release with acquire where one number stands for others.
 *
 * <p><b>Read in this order.</b> {@link io.coxswain.core.Link} (the states, and what closing waits for),
 * {@link io.coxswain.core.Job} (the lease), {@link io.coxswain.core.ReceivingHalf} and
 * {@link io.coxswain.core.SendingHalf} (what a worker does), {@link io.coxswain.core.LinkReader} and
 * {@link io.coxswain.core.LinkWriter} (what the loop makes of it), {@link io.coxswain.core.Dispatcher} (inline or
 * offloaded), {@link io.coxswain.core.OffloadDecider} (when), {@link io.coxswain.core.Crew} and
 * {@link io.coxswain.core.WorkerPool} (by whom, and who is woken), {@link io.coxswain.core.DutyCycle} (the stages),
 * {@link io.coxswain.core.BufferPool} and {@link io.coxswain.core.SendQueue} (the bytes),
 * {@link io.coxswain.core.SendBudget} (how many), {@link io.coxswain.core.ProgressDeadline} (how long).
 */
@NullMarked
package io.coxswain.core;

import org.jspecify.annotations.NullMarked;
