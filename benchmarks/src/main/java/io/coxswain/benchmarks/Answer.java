package io.coxswain.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;

/**
 * What a load process tells when it is asked to end.
 *
 * <pre>
 *      FAILED HISTOGRAM      a number, and an HdrHistogram of nanoseconds, compressed, in Base64
 * </pre>
 *
 * <p><b>Threads.</b> Immutable, but for the histogram, which nobody changes any more.
 *
 * @param failed links that were refused or lost
 * @param latencies in nanoseconds
 */
record Answer(long failed, Histogram latencies) {
    /** Decimal digits that a histogram keeps. */
    static final int DIGITS = 3;

    /** What is told where there is nobody to ask. */
    static final Answer NONE = new Answer(0, new Histogram(DIGITS));

    /** Reads what {@link #write} has written. */
    static Answer parse(String line) throws IOException {
        int space = line.indexOf(' ');
        byte[] bytes = Base64.getDecoder().decode(line.substring(space + 1));
        try {
            return new Answer(
                    Long.parseLong(line.substring(0, space)),
                    Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0));
        } catch (DataFormatException garbled) {
            throw new IOException("a load process has answered: " + line, garbled);
        }
    }

    /** As a line. */
    String write() {
        ByteBuffer bytes = ByteBuffer.allocate(latencies.getNeededByteBufferCapacity());
        int count = latencies.encodeIntoCompressedByteBuffer(bytes, Deflater.BEST_SPEED);
        return failed + " " + Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), count));
    }
}
