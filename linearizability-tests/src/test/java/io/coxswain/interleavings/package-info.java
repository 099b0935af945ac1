/**
 * Three threads in every hand-over, in the interleavings that a model checker comes up with.
 *
 * <p>The lessons in {@code jcstress-tests} have two threads and a real processor, and so the effects of memory order. Here
 * is what they cannot have: a third thread, and schedules that a real one hardly ever runs. Lincheck switches threads
 * at any access it likes, and prints the schedule that led to a wrong result. It explores sequentially consistent
 * executions only: a release made plain, or a fence left out, is for the lessons.
 *
 * <p><b>Two forms.</b> A <i>structure</i> is a class of operations, with roles where only one thread may call: Lincheck makes
 * up scenarios of them, runs them in many schedules, and looks whether every history has an explanation, that is one
 * order of all operations in which a plain collection gives the same results. Such a run is also done on real threads. A
 * <i>program</i> starts its three threads itself and checks what must hold at its end; what hangs in some schedule is
 * reported as well, which is how a wake-up that is lost shows.
 *
 * <p><b>Every check can fail.</b> For each structure there is a broken one, most of them as a lesson has it, and a test that
 * wants Lincheck to find the bug: those are named {@code finds...}.
 *
 * <p><b>Where the real classes are weaker than a queue</b> is part of what is checked, and said in the class that checks it:
 * {@code CompletionOutbox} and {@code Mailbox} have gaps, so their order is that of each thread and not that of time; the two
 * lanes of a {@code JobInbox} are two queues; a full ring may refuse a moment longer than it is full.
 *
 * <p><b>For long.</b> A build looks at some hundred schedules of each. So many times as many scenarios and schedules:
 *
 * <pre>
 *     mvn -pl linearizability-tests -am test -Dtest='*Linearizability*,*Interleavings*' \
 *         -Dsurefire.failIfNoSpecifiedTests=false -Dinterleavings.times=10
 * </pre>
 *
 * <p>Both numbers grow, so the time grows with the square. Read in this order:
 * {@link io.coxswain.interleavings.Interleavings}, then {@code JobInboxLinearizabilityTest} for a structure and
 * {@code SleepWakeInterleavingsTest} for a program.
 */
@NullMarked
package io.coxswain.interleavings;

import org.jspecify.annotations.NullMarked;
