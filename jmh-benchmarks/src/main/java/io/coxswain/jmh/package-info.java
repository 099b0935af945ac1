/**
 * Single steps measured by JMH, run with {@code ./coxswain bench jmh [REGEX] [OPTION...]}, whose options are JMH's own.
 *
 * <p>A benchmark is in the package of the class it is about, so that it can reach what is not public:
 *
 * <pre>
 *      io.coxswain.queues   QueueBenchmark        inbox and outbox, and their JCTools variants, on one thread
 *                           HandOverBenchmark     the same between two threads that never sleep
 *      io.coxswain.core     JobBenchmark          a job through the engine's dispatcher to a worker and back (goal P11)
 *                           FramingBenchmark      the scan for frames
 *                           SendQueueBenchmark    append, boundary, write, pop
 *                           TimerBenchmark        start, cancel, and what becomes due
 *      io.coxswain.tls      RecordBenchmark       one record sealed, one opened
 * </pre>
 *
 * <p>What is measured with two threads wants two processors that nobody else uses. A worker is asked to run on the
 * second and the loop on the first; without {@code taskset} they run where the kernel puts them, and say so.
 */
@NullMarked
package io.coxswain.jmh;

import org.jspecify.annotations.NullMarked;
