package io.coxswain.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A loop that does not turn by itself, with a clock that a test moves, and links that no selector knows. */
final class LoopBench implements AutoCloseable {
    final ManualClock time = new ManualClock(1_000);
    final EngineParts parts;
    final Loop loop;

    private final Selector selector;
    private final List<SocketChannel> channels = new ArrayList<>();
    private long nextId = 1;

    LoopBench() throws IOException {
        this(config());
    }

    LoopBench(ErrorHandler errors) throws IOException {
        this(config().errorHandler(errors));
    }

    /** A loop whose workers are shared. */
    LoopBench(ErrorHandler errors, WorkerPool shared) throws IOException {
        this(config().errorHandler(errors).workerPool(shared));
    }

    private LoopBench(EngineConfig config) throws IOException {
        parts = new EngineParts(config, time, new Waker(() -> {}));
        selector = Selector.open();
        loop = new Loop(parts, selector);
    }

    private static EngineConfig config() {
        return new EngineConfig().offloadPolicy(OffloadPolicy.NEVER).limits(new Limits().engineBytesMax(16L << 20));
    }

    Ending newEnding() {
        return new Ending(loop, parts, loop.cycle(), selector);
    }

    /** Has every later select fail. */
    void closeSelector() throws IOException {
        selector.close();
    }

    Link newLink(LinkKind kind) throws IOException {
        return newLink(kind, SocketChannel.open());
    }

    /** A link over this socket, which this bench closes. */
    Link newLink(LinkKind kind, SocketChannel channel) {
        channels.add(channel);
        Link link = new Link(loop, nextId, channel, config(kind), null, null);
        nextId++;
        return link;
    }

    /** A reader of a link of this kind, which reads from this source when it has its turn. */
    LinkReader newReader(LinkKind kind, ReadableByteChannel source) throws IOException {
        return new LinkReader(newLink(kind), loop, source, config(kind));
    }

    /** Runs the timers that are due after so long. */
    void advanceNanos(long nanos) {
        time.advanceNanos(nanos);
        parts.clock().refresh();
        LoopTask task = parts.timers().pollDue();
        while (task != null) {
            runTimer(task);
            task = parts.timers().pollDue();
        }
    }

    private void runTimer(LoopTask task) {
        try {
            task.run(loop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LinkConfig config(LinkKind kind) {
        return new LinkConfig(new LineFraming(1_000)).kind(kind);
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
