package io.coxswain.consumer;

import io.coxswain.core.CloseReason;
import io.coxswain.core.Counter;
import io.coxswain.core.Counters;
import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.Limits;
import io.coxswain.core.LineFraming;
import io.coxswain.core.Link;
import io.coxswain.core.LinkConfig;
import io.coxswain.core.LinkHandler;
import io.coxswain.core.Listener;
import io.coxswain.core.Loop;
import io.coxswain.core.OffloadPolicy;
import io.coxswain.core.Sender;
import io.coxswain.core.SharedMessage;
import io.coxswain.core.Submission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a user's first program might be: an engine that listens, and a link of its own that connects to it and gets back
 * every line that it sends. It goes through each part of the library once, prints one line, and ends with status 0 if
 * nothing was lost.
 *
 * <p><b>Threads.</b> Handlers run on the loop; the main thread starts, asks and closes.
 */
public final class SmallProgram {
    private static final int LINES = 10_000;
    private static final int LINES_BY_SENDER = 100;
    private static final ByteBuffer LINE = ByteBuffer.wrap("so many lines\n".getBytes(StandardCharsets.US_ASCII));

    private final CompletableFuture<Link> opened = new CompletableFuture<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

    // ---- loop ----
    private int sent;
    private int received;
    private int timers;

    private SmallProgram() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws Exception {
        SmallProgram program = new SmallProgram();
        // However late the worker gets a processor, the loop leaves its jobs to it.
        Limits limits = new Limits().takeBackNanos(TimeUnit.SECONDS.toNanos(20));
        EngineConfig config = new EngineConfig()
                .workerCount(1)
                .offloadPolicy(OffloadPolicy.ALWAYS)
                .limits(limits);
        Counters counters;
        try (Engine engine = Engine.start(config, program::begin)) {
            program.sendFromHere(engine);
            program.closed.get(30, TimeUnit.SECONDS);
            counters = engine.counters();
        }
        int lines = program.received;
        boolean offloaded = counters.get(Counter.READS_OFFLOADED) > 0 && counters.get(Counter.WRITES_OFFLOADED) > 0;
        System.out.println(lines + " lines, " + program.timers + " timer, " + (offloaded ? "by a worker" : "inline"));
        if (lines != LINES + LINES_BY_SENDER || program.timers != 1 || !offloaded) {
            System.exit(1);
        }
    }

    private void begin(Loop loop) throws IOException {
        LinkConfig config = new LinkConfig(new LineFraming(64));
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Listener listener = loop.listen(anyPort, config, link -> Link::send);
        InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port());
        loop.connect(here, config, new Client(loop));
        loop.schedule(0, current -> timers++);
    }

    private void sendFromHere(Engine engine) throws InterruptedException, ExecutionException, TimeoutException {
        long link = opened.get(30, TimeUnit.SECONDS).id();
        Sender sender = engine.newSender(16, 64);
        for (int i = 0; i < LINES_BY_SENDER; i++) {
            while (sender.send(link, LINE.duplicate(), 1) == Submission.FULL) {
                Thread.onSpinWait();
            }
        }
    }

    /** Sends lines as long as the link takes them, and closes it when all have come back. */
    private final class Client implements LinkHandler {
        private final Loop loop;

        Client(Loop loop) {
            this.loop = loop;
        }

        @Override
        public void onOpen(Link link) {
            opened.complete(link);
            SharedMessage shared = loop.share(LINE.duplicate());
            if (shared != null && link.send(shared).isAccepted()) {
                sent++;
            }
            if (shared != null) {
                shared.release();
            }
            sendMore(link);
        }

        private void sendMore(Link link) {
            ByteBuffer claim = link.tryClaim(LINE.remaining());
            while (sent < LINES && claim != null) {
                claim.put(LINE.duplicate());
                link.commit(0);
                sent++;
                claim = link.tryClaim(LINE.remaining());
            }
            if (claim != null) {
                link.abort();
            }
        }

        @Override
        public void onWritable(Link link) {
            sendMore(link);
        }

        @Override
        public void onFrame(Link link, ByteBuffer line) {
            received += line.equals(LINE) ? 1 : 0;
            if (received == LINES + LINES_BY_SENDER) {
                link.close();
            }
        }

        @Override
        public void onClose(Link link, CloseReason reason, Throwable cause) {
            closed.complete(reason);
        }
    }
}
