package io.coxswain.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateExecutor;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Netty as a server, one event loop, set up as its guides say: pooled buffers, void promises, one flush when a read is
 * complete. Settings:
 *
 * <pre>
 *      transport   nio or epoll
 *      apart       1: the application runs on a thread of its own, and the event loop is an I/O thread only; two
 *                  threads, as the engine with one worker has
 *      cert, key   for TLS, PEM files
 *      provider    of TLS: jdk, the default, or openssl, which is BoringSSL
 *      tasks       the threads to which it hands what a handshake computes; 0, the default, leaves it to the event loop
 * </pre>
 *
 * <p><b>Threads.</b> The one that would own the state is named {@code cox-loop-0}: the event loop, or with
 * {@code apart} the application's. The others are named {@code cox-worker-N}.
 */
final class NettyService implements Service {
    private static final int FRAME_BYTES_MAX = 1 << 20;
    private static final int LENGTH_BYTES = 4;
    private static final int BACKLOG = 1024;

    private final Channel listener;
    private final NettyHandler handler;

    private NettyService(Channel listener, NettyHandler handler) {
        this.listener = listener;
        this.handler = handler;
    }

    static NettyService start(Map<String, String> settings, Work work) throws InterruptedException, SSLException {
        boolean isEpoll = settings.getOrDefault("transport", "nio").equals("epoll");
        boolean isApart = settings.getOrDefault("apart", "0").equals("1");
        IoHandlerFactory io = isEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends ServerChannel> channels =
                isEpoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ThreadFactory threads = task -> new Thread(task, isApart ? "cox-worker-0" : "cox-loop-0");
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, threads, io);
        ThreadFactory stateThreads = task -> new Thread(task, "cox-loop-0");
        EventExecutor state = isApart ? new DefaultEventExecutor(stateThreads) : null;
        NettyHandler handler = NettyHandler.of(Service.application(settings), work);
        Channel listener = new ServerBootstrap()
                .group(group)
                .channel(channels)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new Pipeline(tls(settings), tasks(settings), state, handler))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        if (state != null) {
            // It starts its thread with its first task, and whoever measures looks for that thread before any frame.
            state.submit(() -> {}).sync();
        }
        return new NettyService(listener, handler);
    }

    private static @Nullable SslContext tls(Map<String, String> settings) throws SSLException {
        String certificates = settings.get("cert");
        String key = settings.get("key");
        return certificates == null || key == null
                ? null
                : SslContextBuilder.forServer(new File(certificates), new File(key))
                        .sslProvider(SslProvider.valueOf(
                                settings.getOrDefault("provider", "jdk").toUpperCase(Locale.ROOT)))
                        .build();
    }

    /** Who computes for handshakes. {@code ImmediateExecutor} is what Netty itself takes unless told otherwise. */
    private static Executor tasks(Map<String, String> settings) {
        int threads = Integer.parseInt(settings.getOrDefault("tasks", "0"));
        AtomicInteger numbers = new AtomicInteger();
        return threads == 0
                ? ImmediateExecutor.INSTANCE
                : Executors.newFixedThreadPool(
                        threads, task -> new Thread(task, "cox-worker-" + numbers.getAndIncrement()));
    }

    @Override
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public String describe() {
        return "nanos " + System.nanoTime()
                + handler.describe()
                + " now.buffers " + PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + AllocatedBytes.describe();
    }

    /** What every new connection is made of. */
    private static final class Pipeline extends ChannelInitializer<Channel> {
        private final @Nullable SslContext tls;
        private final Executor tasks;
        private final @Nullable EventExecutor state;
        private final ChannelHandler handler;

        Pipeline(@Nullable SslContext tls, Executor tasks, @Nullable EventExecutor state, ChannelHandler handler) {
            this.tls = tls;
            this.tasks = tasks;
            this.state = state;
            this.handler = handler;
        }

        @Override
        @SuppressWarnings("deprecation") // Another thread for one handler: what takes its place is the user's own code.
        protected void initChannel(Channel channel) {
            if (tls != null) {
                channel.pipeline().addLast(tls.newHandler(channel.alloc(), tasks));
            }
            channel.pipeline()
                    .addLast(new LengthFieldBasedFrameDecoder(
                            ByteOrder.LITTLE_ENDIAN, FRAME_BYTES_MAX, 0, LENGTH_BYTES, -LENGTH_BYTES, 0, true));
            if (state == null) {
                channel.pipeline().addLast(handler);
            } else {
                channel.pipeline().addLast(state, handler);
            }
        }
    }
}
