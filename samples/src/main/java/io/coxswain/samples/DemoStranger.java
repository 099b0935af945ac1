package io.coxswain.samples;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * Clients of the demo that never get through a handshake: the server has to end them, and nobody else notices.
 *
 * <p><b>Threads.</b> Any; a call blocks until the server has ended the connection.
 */
final class DemoStranger {
    private final DemoRun run;

    /** Makes one that visits a TLS port. */
    DemoStranger(int port) {
        this.run = new DemoRun(SocketFactory.getDefault(), port);
    }

    /**
     * Sends half of a first message, and then nothing any more.
     *
     * @throws IOException if the server has not ended it within the time of {@link DemoRun#connect()}
     */
    void stall(SSLContext context) throws IOException {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        visit(hello.array(), hello.position() / 2);
    }

    /**
     * Asks as if there were no TLS.
     *
     * @throws IOException as above
     */
    void speakPlainly() throws IOException {
        byte[] ping = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
        visit(ping, ping.length);
    }

    private void visit(byte[] bytes, int count) throws IOException {
        try (Socket socket = run.connect()) {
            socket.getOutputStream().write(bytes, 0, count);
            // What comes before the end, if anything does, is an alert.
            socket.getInputStream().readAllBytes();
        }
    }
}
