package io.coxswain.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Two ends of one TCP connection over loopback: the near one as a link has it, the far one blocking, for 10 s at most.
 */
record SocketPair(SocketChannel near, Socket far) implements AutoCloseable {
    static SocketPair open() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Socket far = new Socket();
            far.connect(listener.getLocalAddress(), 10_000);
            far.setSoTimeout(10_000);
            far.setTcpNoDelay(true);
            SocketChannel near = listener.accept();
            near.configureBlocking(false);
            return new SocketPair(near, far);
        }
    }

    String farReceives(int bytes) throws IOException {
        return new String(far.getInputStream().readNBytes(bytes), ISO_8859_1);
    }

    void farSends(String text) throws IOException {
        far.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    void farCloses() throws IOException {
        far.close();
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
    }
}
