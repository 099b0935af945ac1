package io.coxswain.samples;

// readme: quick start
import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.LineFraming;
import io.coxswain.core.Link;
import io.coxswain.core.LinkConfig;
import io.coxswain.core.LinkHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Answers every line with the same line. */
public final class QuickStart implements LinkHandler {
    /** Listens on port 7000 until the process is ended. */
    public static void main(String[] args) throws Exception {
        Engine engine = Engine.start(
                new EngineConfig().workerCount(1),
                loop -> loop.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 7000),
                        new LinkConfig(new LineFraming(1_024)),
                        link -> new QuickStart()));
        engine.awaitClosed(Long.MAX_VALUE);
    }

    @Override
    public void onFrame(Link link, ByteBuffer line) {
        link.send(line);
    }
}
