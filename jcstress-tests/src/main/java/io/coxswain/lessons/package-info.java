/**
 * Runs the lessons: small programs of two threads that show what goes wrong between them, and that ours does not.
 *
 * <p>A lesson is a jcstress test in the package of the class it proves, numbered in reading order. The broken form
 * comes first, with the bad outcome as {@code ACCEPTABLE_INTERESTING}: were it never seen, the lesson could not
 * fail, and its repair would prove nothing. Then comes the repair, mostly the real class, with the same outcome as
 * {@code FORBIDDEN}. Each file begins with how to run it and why it is so, and ends its prose with what was
 * measured; each outcome has a sentence. The Javadoc of the library names a lesson wherever it claims an order, as
 * {@code SleepWake_03}.
 *
 * <p><b>The index.</b> {@code docs/proof.md} lists all of them in reading order, as chapters, with the claim that
 * each proves, and says what long runs have come to.
 *
 * <p><b>The bounded run.</b> {@code mvn verify} runs all lessons, each for a moment in two JVMs, by the interpreter
 * and then by C2, the compiler that reorders most: about two seconds per lesson. Better not at the same time as
 * anything else, since a lesson needs two processors. To leave it out, add {@code -Dexec.skip}. Afterwards, one
 * lesson or several (a regular expression, found anywhere in the name), and the list of all:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t SleepWake
 *     java -jar jcstress-tests/target/jcstress.jar -l
 * </pre>
 *
 * <p><b>The long run.</b> Any other option is jcstress' own, and a mode takes the place of all bounded settings:
 * every kind of compilation, each actor compiled in its own way, several forks of each. {@code default} takes some
 * minutes per lesson, {@code tough} an hour or two:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -m default
 *     java -jar jcstress-tests/target/jcstress.jar -m tough -t Mailbox
 * </pre>
 *
 * <p>jcstress' own report, with the outcomes under every kind of compilation, is in {@code target/lessons}.
 *
 * <p><b>Why not jcstress alone.</b> It exits with 0 when a filter matches nothing, when a test has more actors than
 * the machine has processors and is therefore left out, and when the bad outcome of a broken form does not appear.
 * {@link io.coxswain.lessons.RunLessons} fails in each of these cases. A broken form that did not show gets one
 * longer run before that: on a busy machine two threads may hardly ever meet. Lessons have two actors, and an
 * arbiter where one is needed, since many machines that build have two processors.
 *
 * <p>Read in this order: {@link io.coxswain.lessons.RunLessons}, {@link io.coxswain.lessons.JcstressRun},
 * {@link io.coxswain.lessons.Verdict}. Then the lessons of {@code io.coxswain.queues}, from
 * {@code Inbox_01_PlainFlag} on, those of {@code io.coxswain.core}, from {@code Lease_01_CompletedTooEarly} on, and
 * {@code Material_01_TwoFields}, each with the repair that follows it.
 */
@NullMarked
package io.coxswain.lessons;

import org.jspecify.annotations.NullMarked;
