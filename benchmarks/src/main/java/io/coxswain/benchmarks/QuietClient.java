package io.coxswain.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import org.HdrHistogram.Histogram;

/**
 * A link that wants no answer: an idle one, or a deaf one, which reads nothing and sends as much as its socket takes.
 *
 * <p><b>Threads.</b> The load generator's.
 */
final class QuietClient implements LoadLink {
    private static final int FRAMES_PER_WRITE = 64;

    /** For what a server says of its own accord, as one of TLS does after a handshake. Nobody looks at it. */
    private static final ByteBuffer IGNORED = ByteBuffer.allocateDirect(TlsChannel.PLAIN_BYTES_MIN);

    private final ByteChannel channel;
    private final ByteBuffer requests;

    /** Connects. */
    QuietClient(LoadSocket socket, Traffic traffic) throws IOException {
        boolean isDeaf = traffic.kind() == Traffic.Kind.DEAF;
        requests = LoadSocket.frames(isDeaf ? FRAMES_PER_WRITE : 0, traffic.frameBytes());
        channel = socket.open(this, isDeaf ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    @Override
    public void onFired(Histogram latencies) throws IOException {
        if (requests.capacity() == 0) {
            if (channel.read(IGNORED.clear()) < 0) {
                throw new EOFException("the server has closed a link that was idle");
            }
            return;
        }
        channel.write(requests);
        if (!requests.hasRemaining()) {
            requests.clear();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
