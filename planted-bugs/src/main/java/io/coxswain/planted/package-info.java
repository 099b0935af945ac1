/**
 * Bugs to be planted, one at a time, to see which suite finds them.
 *
 * <p>A suite that finds nothing proves nothing until it has been seen to find something. So here is a list of the
 * mistakes that one makes in code like this ({@link io.coxswain.planted.QueueBugs},
 * {@link io.coxswain.planted.EngineBugs}, {@link io.coxswain.planted.LinkBugs},
 * {@link io.coxswain.planted.TlsBugs}), each an exact edit of one source file.
 * {@link io.coxswain.planted.PlantBugs} applies one, compiles that file into a directory of its own, puts that in front
 * of the class path of the suites that the bug names, runs them in JVMs of their own, and prints a row that says who has
 * caught it, and by what. Nothing of the working tree is touched.
 *
 * <pre>
 *     mvn -P 'planted,!checks' -pl planted-bugs,fuzz-tests,linearizability-tests -am process-test-classes
 *     ... -Dplanted.bugs='mailbox.*'                                              those of that name only
 * </pre>
 *
 * <p>The suites are those of every build: the unit tests of a module by their classes, the lessons of
 * {@code jcstress-tests} in their bounded mode, the interleavings of {@code linearizability-tests}, the corpora of
 * {@code fuzz-tests}, and {@code PairingTest}, which reads the sources. A bug that changes what one thread does on its
 * own must be caught by the tests. A bug that only weakens an order may be one that x86 cannot show, whose processors
 * keep loads and stores in order but for a store before a load; such a bug says so, and {@code PairingTest} must catch
 * it.
 *
 * <p>An edit that no longer fits exactly once fails the build, by {@code BugsTest}; so does a row that is missing in
 * {@code docs/proof.md}.
 *
 * <p><b>Threads.</b> The main thread.
 */
@NullMarked
package io.coxswain.planted;

import org.jspecify.annotations.NullMarked;
