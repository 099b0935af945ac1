package io.coxswain.core;

import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Messages of 128 bytes through a send queue, into a socket that takes everything and costs nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SendQueueBenchmark {
    private static final int MESSAGES = 16;
    private static final int MESSAGE_BYTES = 128;

    private final SendQueue queue = new SendQueue(new BufferPool(new Owner(), 8L << 20), "a benchmark");
    private final SendingHalf half = new SendingHalf(offloaded -> {}, new Sink());
    private final ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_BYTES);
    private final long[] sentByType = new long[TypeRuns.TYPES];

    /** Append, boundary, write and pop, for each message of a batch. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long batch() {
        for (int i = 0; i < MESSAGES; i++) {
            queue.append(message.clear(), 0);
        }
        return write();
    }

    /** The same with a boundary for each message. */
    @Benchmark
    public long single() {
        queue.append(message.clear(), 0);
        return write();
    }

    private long write() {
        queue.drawBoundary(half, Long.MAX_VALUE);
        half.run(0);
        queue.pop(half.bytesWritten(), sentByType);
        return sentByType[0];
    }

    /** A socket that is never full. */
    private static final class Sink implements GatheringByteChannel {
        @Override
        public int write(ByteBuffer source) {
            int bytes = source.remaining();
            source.position(source.limit());
            return bytes;
        }

        @Override
        public long write(ByteBuffer[] sources) {
            return write(sources, 0, sources.length);
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            long bytes = 0;
            for (int i = offset; i < offset + length; i++) {
                bytes += write(sources[i]);
            }
            return bytes;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
