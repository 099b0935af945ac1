package io.coxswain.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where load generators connect to, and how.
 *
 * <p><b>Threads.</b> The load generator's.
 *
 * @param port on the loopback address
 * @param selector which tells of what can be read
 * @param tls makes a handshake if not null
 * @param buffers of all links of one load generator
 */
record LoadSocket(int port, Selector selector, @Nullable SSLContext tls, TlsChannel.Buffers buffers) {
    private static final int HEADER_BYTES = 4;
    private static final int PATTERN = 31;
    private static final long HANDSHAKE_SECONDS_MAX = 30;

    /** Connects, and makes the handshake, and registers the socket for reading. */
    ByteChannel open(LoadLink link) throws IOException {
        return open(link, SelectionKey.OP_READ);
    }

    /** The same with interest in other operations. */
    ByteChannel open(LoadLink link, int operations) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // The end is a reset: no port of ours has to wait until it may be used again.
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.configureBlocking(false);
        ByteChannel channel = tls == null ? socket : secure(socket, tls);
        socket.register(selector, operations, link);
        return channel;
    }

    private TlsChannel secure(SocketChannel socket, SSLContext context) throws IOException {
        TlsChannel channel = new TlsChannel(socket, LoadTls.engine(context), buffers);
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(HANDSHAKE_SECONDS_MAX);
        while (!channel.handshake()) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IOException("no end of a handshake within " + HANDSHAKE_SECONDS_MAX + " s");
            }
            Thread.onSpinWait();
        }
        return channel;
    }

    /** So many frames one behind the other, each of so many bytes that say nothing, its length in front. */
    static ByteBuffer frames(int count, int frameBytes) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(count * frameBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int frame = 0; frame < count; frame++) {
            bytes.putInt(frame * frameBytes, frameBytes);
            for (int i = HEADER_BYTES; i < frameBytes; i++) {
                bytes.put(frame * frameBytes + i, (byte) (i * PATTERN));
            }
        }
        return bytes;
    }
}
