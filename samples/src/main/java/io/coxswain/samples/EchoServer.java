package io.coxswain.samples;

import io.coxswain.core.LengthFieldFraming;
import io.coxswain.core.Link;
import io.coxswain.core.LinkConfig;
import io.coxswain.core.LinkHandler;
import io.coxswain.core.Listener;
import io.coxswain.core.Loop;
import io.coxswain.tls.TlsTerms;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A server that sends every frame back: what is left of a server when it has nothing to do, for measuring.
 *
 * <pre>
 *      0          4                     length
 *      +----------+------------------------+
 *      |  length  |  whatever the client   |      length: little-endian, bytes of the frame, these four included
 *      +----------+------------------------+
 * </pre>
 *
 * <p>With {@code --work-us} the loop is kept busy for so long with each frame, in place of an application.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> A frame has at most {@value #FRAME_BYTES_MAX} bytes; a longer one ends its link.
 */
final class EchoServer implements LinkHandler {
    static final int FRAME_BYTES_MAX = 1 << 20;

    private final long workNanos;
    private final LongSupplier nanoTime;

    /**
     * Makes a server.
     *
     * @param workNanos how long to work on each frame, in nanoseconds
     * @param nanoTime a clock that goes on during the work
     */
    EchoServer(long workNanos, LongSupplier nanoTime) {
        this.workNanos = workNanos;
        this.nanoTime = nanoTime;
    }

    /**
     * Runs it as a process: {@code --port P --unix PATH [--workers N] [--offload never|always|adaptive] [--work-us U]}.
     */
    public static void main(String[] arguments) {
        ServerProcess.run("echo", arguments, ServerOptions.WITH_WORK, (loop, options) -> {
            EchoServer server = new EchoServer(options.workMicros() * 1_000L, clock());
            return (address, tls) -> server.listen(loop, address, tls);
        });
    }

    @SuppressForbidden("The loop's own time stands still during a callback, and this is where time is spent.")
    private static LongSupplier clock() {
        return System::nanoTime;
    }

    /** Begins to serve, in TLS if there are terms for it. */
    Listener listen(Loop loop, SocketAddress address, @Nullable TlsTerms tls) throws IOException {
        LengthFieldFraming framing =
                LengthFieldFraming.countingFrame(0, Integer.BYTES, ByteOrder.LITTLE_ENDIAN, FRAME_BYTES_MAX);
        LinkConfig config = new LinkConfig(framing);
        return loop.listen(address, tls == null ? config : config.tls(tls), link -> this);
    }

    @Override
    public void onFrame(Link link, ByteBuffer frame) {
        if (workNanos > 0) {
            work();
        }
        Pacing.send(link, frame);
    }

    /** Keeps the loop busy, as an application would. */
    void work() {
        long startNanos = nanoTime.getAsLong();
        while (nanoTime.getAsLong() - startNanos < workNanos) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void onWritable(Link link) {
        Pacing.resume(link);
    }
}
