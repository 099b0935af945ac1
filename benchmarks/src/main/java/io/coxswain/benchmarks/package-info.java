/**
 * Measurements as programs, run with {@code ./coxswain bench NAME}.
 *
 * <p>{@link io.coxswain.benchmarks.Benchmarks} is the way in. The first measurement is the <i>hand-over
 * experiment</i>: what does a loop pay for handing reads and writes to a worker, and which way of doing it costs it least? It
 * compares echo servers that are built of raw channels and of the queues of {@code io.coxswain.queues}, and of nothing else
 * of Coxswain, so that the engine can be built on the answer. Question, method, figures and choice are in
 * {@code docs/hand-over.md}.
 *
 * <p><b>Processes.</b> {@code HandOver} starts one server for each mode, all alive and idle but one, and one load
 * generator, and lets them take turns:
 *
 * <pre>
 *      HandOver ---- stdin, stdout ---- HandOverServer (one for each mode)
 *           |                                 |  loopback TCP
 *           +------- stdin, stdout ---- EchoLoad
 * </pre>
 *
 * <p><b>Threads of a server.</b> {@code cox-loop-0} owns the links. {@code cox-worker-N} run jobs. The main thread answers
 * requests for counters by leaving a task in the loop's mailbox. {@code cox-accept} leaves new channels there.
 *
 * <p><b>One choice, one interface.</b> A mode is one implementation of each of these: {@code Division} (who reads and who
 * writes), {@code Readiness} (who selects), {@code Interest} (what becomes of a key's interest while its link is
 * being read), {@code Waking} (when a sleeping worker is woken), {@code Receiving} (what a worker does with a receiving half that
 * has nothing to read). A server loads one of each, so no call costs a dispatch.
 *
 * <p><b>Memory.</b> A link's halves change owner with a job: the inbox hands them to the worker and the outbox hands them
 * back. No class here has an ordering access of its own but where it says so.
 *
 * <p><b>TLS.</b> {@code tls-echo} and {@code tls-storm} measure the engine beside Netty, in the same way, with a third process that
 * makes new connections ({@code EchoChurn}). All servers have the JDK's TLS; all clients have Conscrypt's, see {@code LoadTls},
 * because the JDK's would take as much of two processors as the server. What the clients take is in every table all the
 * same. {@code TlsRounds} warms each server up until its JVM has done compiling, {@code TlsTrial} measures one case of one
 * server, {@code TlsFigures} is what comes out.
 *
 * <p>Read in this order: {@code HandOverMode}, {@code EchoLoop}, {@code EchoLink}, {@code Division} and the rest of the five,
 * {@code EchoWorker}; then {@code HandOver}, {@code Trial}, {@code EchoLoad}.
 *
 * <p>Nothing here is published. Time is read from {@code System.nanoTime} and results go to {@code System.out}: a
 * measurement has no use for a clock that a test drives.
 */
@NullMarked
package io.coxswain.benchmarks;

import org.jspecify.annotations.NullMarked;
