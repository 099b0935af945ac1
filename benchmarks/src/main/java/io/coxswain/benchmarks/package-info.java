/**
 * Measurements as programs, run with {@code ./coxswain bench NAME}.
 *
 * <p>{@link io.coxswain.benchmarks.Benchmarks} is the way in, {@code Measurements} the list. A measurement is
 * declared, not programmed: servers (modes) x loads x tables, and goals for what comes out. {@code EchoCases},
 * {@code TaxCases}, {@code TlsCases} and {@code CrowdCases} are the declarations; all the rest is the one set of
 * parts that they are made of. Method and figures are in {@code docs/benchmarks.md}.
 *
 * <p><b>Processes.</b> A server for each mode, all alive and idle but one; a load generator whose links are measured,
 * and where the load wants it another beside it, which floods, listens to nothing or makes new connections. Servers
 * take turns:
 *
 * <pre>
 *      Rounds ---- stdin, stdout ---- ServerProcess (one for each mode)
 *         |                                 |  loopback TCP
 *         +------- stdin, stdout ---- EchoLoad, and EchoLoad or EchoChurn beside it
 * </pre>
 *
 * <p><b>Servers.</b> {@code Service} has the engine, Netty, a thread for each connection, one that does nothing, and
 * the raw channels of the hand-over experiment, whose inline form is the limit of what the JDK can do. Each names the
 * thread that owns its state {@code cox-loop-0} and those that work for it {@code cox-worker-N}, so that all are
 * pinned and accounted alike.
 *
 * <p><b>Figures.</b> {@code Trial} measures one server under one load in one round, {@code Figures} is what comes out,
 * {@code Figure} and {@code Column} say what is told of it, {@code Interval} what several rounds are worth, and
 * {@code Report} writes tables, JSON, HdrHistogram logs and drawings.
 *
 * <p><b>TLS.</b> All servers have the JDK's TLS but those called BoringSSL; all clients have Conscrypt's, see
 * {@code LoadTls}, because the JDK's would take as much of two processors as the server.
 *
 * <p><b>The hand-over experiment.</b> What does a loop pay for handing reads and writes to a worker, and which way of
 * doing it costs it least? It is built of raw channels and of the queues of {@code io.coxswain.queues}, and of
 * nothing else of Coxswain, so that the engine could be built on the answer, which is in {@code docs/hand-over.md}. A
 * mode of it is one implementation of each of these: {@code Division} (who reads and who writes), {@code Readiness}
 * (who selects), {@code Interest} (what becomes of a key's interest while its link is being read), {@code Waking}
 * (when a sleeping worker is woken), {@code Receiving} (what a worker does with a receiving half that has nothing to
 * read). A server loads one of each, so no call costs a dispatch. {@code cox-loop-0} owns the links,
 * {@code cox-worker-N} run jobs, the main thread answers requests for counters by leaving a task in the loop's
 * mailbox, {@code cox-accept} leaves new channels there.
 *
 * <p><b>Memory.</b> A link's halves change owner with a job: the inbox hands them to the worker and the outbox hands
 * them back. No class here has an ordering access of its own but where it says so.
 *
 * <p>Read in this order: {@code Measurement}, {@code EchoCases}, {@code Rounds}, {@code Trial}, {@code EchoLoad},
 * {@code Service}, {@code Interval}, {@code Report}; then, for the experiment, {@code HandOverMode}, {@code EchoLoop},
 * {@code EchoLink}, {@code Division} and the rest of the five, {@code EchoWorker}.
 *
 * <p>Nothing here is published. Time is read from {@code System.nanoTime} and results go to {@code System.out}: a
 * measurement has no use for a clock that a test drives.
 */
@NullMarked
package io.coxswain.benchmarks;

import org.jspecify.annotations.NullMarked;
