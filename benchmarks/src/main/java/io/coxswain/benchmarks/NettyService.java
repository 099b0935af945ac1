package io.coxswain.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
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
import io.netty.util.concurrent.ImmediateExecutor;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Netty as an echo server, one event loop, set up as its guides say: pooled buffers, void promises, one flush when a read
 * is complete. Settings {@code transport}, {@code nio} or {@code epoll}; and for TLS, with the JDK's provider, {@code cert} and
 * {@code key}, PEM files, and {@code tasks}, the threads to which it hands what a handshake computes; 0, the default, leaves it
 * to the event loop.
 *
 * <p><b>Threads.</b> Netty's event loop is the thread that would own the state; it is named {@code cox-loop-0}, and those
 * for the handshakes {@code cox-worker-N}.
 */
final class NettyService implements EchoService {
    private static final int FRAME_BYTES_MAX = 1 << 20;
    private static final int LENGTH_BYTES = 4;

    private final Channel listener;
    private final Echo echo;

    private NettyService(Channel listener, Echo echo) {
        this.listener = listener;
        this.echo = echo;
    }

    static NettyService start(Map<String, String> settings, Work work) throws InterruptedException, SSLException {
        boolean isEpoll = settings.getOrDefault("transport", "nio").equals("epoll");
        IoHandlerFactory handlers = isEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends ServerChannel> channels =
                isEpoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ThreadFactory threads = task -> new Thread(task, "cox-loop-0");
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, threads, handlers);
        Echo echo = new Echo(work);
        SslContext tls = tls(settings);
        Executor tasks = tasks(settings);
        Channel listener = new ServerBootstrap()
                .group(group)
                .channel(channels)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc(), tasks));
                        }
                        channel.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(
                                        ByteOrder.LITTLE_ENDIAN,
                                        FRAME_BYTES_MAX,
                                        0,
                                        LENGTH_BYTES,
                                        -LENGTH_BYTES,
                                        0,
                                        true))
                                .addLast(echo);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        return new NettyService(listener, echo);
    }

    private static @Nullable SslContext tls(Map<String, String> settings) throws SSLException {
        String certificates = settings.get("cert");
        String key = settings.get("key");
        return certificates == null || key == null
                ? null
                : SslContextBuilder.forServer(new File(certificates), new File(key))
                        .sslProvider(SslProvider.JDK)
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
                + " spentNanos " + echo.spentNanos.get()
                + " frames " + echo.frames.get()
                + AllocatedBytes.describe();
    }

    /** One handler for all connections, since there is one event loop. */
    @ChannelHandler.Sharable
    @SuppressWarnings(
            "FutureReturnValueIgnored") // Void promises have no future, and a closing channel tells of itself.
    private static final class Echo extends ChannelInboundHandlerAdapter {
        private final Work work;

        // ---- event loop, read by the main thread: lazySet is enough, since nothing hangs on them ----
        private final AtomicLong frames = new AtomicLong();
        private final AtomicLong spentNanos = new AtomicLong();

        Echo(Work work) {
            this.work = work;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            work.spend();
            frames.lazySet(frames.get() + 1);
            context.write((ByteBuf) message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            spentNanos.lazySet(work.spentNanos());
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
