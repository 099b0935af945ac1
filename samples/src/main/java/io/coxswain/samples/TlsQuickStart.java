package io.coxswain.samples;

// docs/tls.md: quick start
import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.LineFraming;
import io.coxswain.core.LinkConfig;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsMaterial;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Answers every line with the same line, over TLS. */
public final class TlsQuickStart {
    private TlsQuickStart() {}

    /**
     * Listens on port 7443 until the process is ended.
     *
     * @param args files of PEM: our certificate chain, and its key
     */
    public static void main(String[] args) throws Exception {
        TlsMaterial material = TlsMaterial.ofPem(Path.of(args[0]), Path.of(args[1]), null);
        LinkConfig config = new LinkConfig(new LineFraming(1_024)).tls(new TlsConfig(material).terms());
        Engine engine = Engine.start(
                new EngineConfig().workerCount(2),
                loop -> loop.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 7443),
                        config,
                        link -> new QuickStart()));
        engine.awaitClosed(Long.MAX_VALUE);
    }
}
