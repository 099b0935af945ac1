package io.coxswain.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The scan over the bytes of one frame, for each of the framings; of every kind one frame of about 128 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FramingBenchmark {
    private static final int FRAME_BYTES_MAX = 1 << 20;
    private static final int VALUE_BYTES = 90;

    /** Which framing. */
    @Param({"length", "line", "resp"})
    public String kind = "length";

    private Framing framing = new LineFraming(FRAME_BYTES_MAX);
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);

    /** Makes the frame. */
    @Setup
    public void prepare() {
        String value = "v".repeat(VALUE_BYTES);
        byte[] frame;
        switch (kind) {
            case "length" -> {
                framing = LengthFieldFraming.countingFrame(0, 4, ByteOrder.LITTLE_ENDIAN, FRAME_BYTES_MAX);
                frame = ByteBuffer.allocate(128)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(0, 128)
                        .array();
            }
            case "line" -> {
                framing = new LineFraming(FRAME_BYTES_MAX);
                frame = (value + value.substring(0, 36) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            }
            default -> {
                framing = new RespFraming(FRAME_BYTES_MAX);
                frame = ("*3\r\n$3\r\nSET\r\n$8\r\nkey:0001\r\n$" + VALUE_BYTES + "\r\n" + value + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
            }
        }
        bytes = ByteBuffer.allocateDirect(frame.length).put(frame).flip();
    }

    /** Where the frame ends. */
    @Benchmark
    public long scan() {
        return framing.scan(bytes, 0, bytes.limit(), 0);
    }
}
