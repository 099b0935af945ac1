package io.coxswain.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An application on Netty; one handler for all connections, since one thread has the state.
 *
 * <p>Who does not read what is answered is not read from either, as its guides advise and as the engine does for
 * clients.
 *
 * <p><b>Threads.</b> The one that owns the state.
 */
@ChannelHandler.Sharable
@SuppressWarnings("FutureReturnValueIgnored") // Void promises have no future, and a closing channel tells of itself.
abstract class NettyHandler extends ChannelInboundHandlerAdapter {
    private final Work work;

    // ---- the state's thread, read by the main thread: lazySet is enough, since nothing hangs on them ----
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong spentNanos = new AtomicLong();

    NettyHandler(Work work) {
        this.work = work;
    }

    /** The handler of an application. */
    static NettyHandler of(Application application, Work work) {
        return switch (application) {
            case ECHO -> new Echo(work);
            case FANOUT -> new Fanout(work);
            case KV -> new Kv(work);
        };
    }

    /** Does what the application does with a frame, which it has to release or to pass on. */
    abstract void onFrame(ChannelHandlerContext context, ByteBuf frame);

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) {
        work.spend();
        frames.lazySet(frames.get() + 1);
        onFrame(context, (ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        spentNanos.lazySet(work.spentNanos());
        context.flush();
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    /** Counters, as names and values for {@link Snapshot#parse}, with a space before them. */
    String describe() {
        return " spentNanos " + spentNanos.get() + " frames " + frames.get();
    }

    @Sharable
    private static final class Echo extends NettyHandler {
        Echo(Work work) {
            super(work);
        }

        @Override
        void onFrame(ChannelHandlerContext context, ByteBuf frame) {
            context.write(frame, context.voidPromise());
        }
    }

    /** The frame's bytes are shared by all writes, and flushed once for each connection. */
    @Sharable
    private static final class Fanout extends NettyHandler {
        private final List<Channel> channels = new ArrayList<>();

        Fanout(Work work) {
            super(work);
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            channels.add(context.channel());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            channels.remove(context.channel());
        }

        @Override
        void onFrame(ChannelHandlerContext context, ByteBuf frame) {
            if (frame.getByte(frame.readerIndex() + Application.HELLO_OFFSET) == Application.HELLO) {
                context.write(frame, context.voidPromise());
                return;
            }
            for (int i = 0; i < channels.size(); i++) {
                Channel channel = channels.get(i);
                channel.write(frame.retainedDuplicate(), channel.voidPromise());
            }
            frame.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            super.channelReadComplete(context);
            for (int i = 0; i < channels.size(); i++) {
                channels.get(i).flush();
            }
        }
    }

    @Sharable
    private static final class Kv extends NettyHandler {
        private final KvTable table = new KvTable();

        Kv(Work work) {
            super(work);
        }

        @Override
        void onFrame(ChannelHandlerContext context, ByteBuf frame) {
            table.answer(frame.nioBuffer());
            context.write(frame, context.voidPromise());
        }
    }
}
