/**
 * The hand-over: everything that passes between the loop, its workers and other threads goes through here.
 *
 * <p>Three kinds of threads exist. The <b>loop</b> owns all state. <b>Workers</b> run jobs that the loop hands out, and
 * own what a job lends them while it runs. <b>Any other thread</b> may leave a message. Nothing else crosses between
 * them, and no field anywhere is written by two threads unless one of these classes has handed it from one to the
 * other:
 *
 * <pre>
 *      loop ----- JobInbox (one producer, many consumers) -----&gt; workers
 *      loop &lt;---- CompletionOutbox (many producers, one consumer) - workers
 *      loop &lt;---- Mailbox (many producers, one consumer) ------- any thread
 *      ParkedFlag: one for the loop, one for each worker
 * </pre>
 *
 * <p><b>Which memory mode where, and why.</b> Access modes are named as in {@link java.lang.invoke.VarHandle}.
 *
 * <ul>
 *   <li><i>Plain</i>: everything that a hand-over lends. Its fields need no mode of their own, because the queue's
 *       release and acquire bracket every change of owner. One field, one owner at a time, never both atomic and plain.
 *   <li><i>Release / acquire</i>: the hand-over itself, inside JCTools. A slot is stored with release (JCTools says
 *       "ordered", {@code lazySet}) and read with volatile, which is acquire and more.
 *   <li><i>Full fence</i>: in {@link io.coxswain.queues.ParkedFlag}, on both sides, and in core's {@code WorkerPool},
 *   where a
 *       list takes the queue's place. There a thread publishes and then reads what another published and then read:
 *       store-load order, which release and acquire do not give. Volatile accesses on both sides would, but the queue's
 *       store is not ours to strengthen.
 *   <li><i>Read-modify-write</i>: the count of senders in {@link io.coxswain.queues.Mailbox}, and JCTools' claims. All
 *       operations on one word have one order, whatever their mode, and closing relies on it.
 *   <li><i>Opaque</i>: the parked flag beside its fences. Progress and coherence, no order; the fences give that.
 * </ul>
 *
 * <p><b>What JCTools gives, and what it does not.</b> The queues are {@code org.jctools.queues.atomic}: no
 * {@code Unsafe}, no flags, no warnings on any JDK. {@code SpmcAtomicArrayQueue.offer} spins when the ring comes round
 * to a slot that a preempted consumer has claimed and not emptied; we use {@code relaxedOffer}, which refuses. In the
 * {@code Mpsc} queue a producer claims an index first and stores later, so {@code poll} spins on a preempted producer;
 * we use {@code relaxedPoll}, which returns null there. The loop may even sleep over such a gap: the late producer
 * looks at the parked flag after its store. {@code size} is a moment old. Nothing here gives an order between two
 * workers' completions, nor between the two lanes.
 *
 * <p><b>Progress.</b> Offering a job, reserving, draining and polling are wait-free for the loop. Completing and
 * sending are lock-free among workers and senders. One step may wait: {@code Mailbox.close}, for senders preempted
 * inside {@code offer}.
 *
 * <p>Every claim about order has a lesson in {@code jcstress-tests}, in the package of the same name; the claim and the
 * lesson name each other. Read in this order: {@link io.coxswain.queues.JobInbox},
 * {@link io.coxswain.queues.CompletionOutbox}, {@link io.coxswain.queues.ParkedFlag},
 * {@link io.coxswain.queues.Mailbox}.
 *
 * <p>The classes are public for the other modules of Coxswain. They are not API and may change in any release.
 */
@NullMarked
package io.coxswain.queues;

import org.jspecify.annotations.NullMarked;
