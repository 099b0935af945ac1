package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client with a socket, plain unless said otherwise, which waits for what it expects, no longer than ten seconds. */
final class SocketClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    final Socket socket;
    private final InputStream input;

    SocketClient(int port) throws IOException {
        this(port, 0);
    }

    /**
     * Connects.
     *
     * @param receiveSocketBytes 0 to leave it to the kernel
     */
    SocketClient(int port, int receiveSocketBytes) throws IOException {
        this(connect(port, receiveSocketBytes));
    }

    private SocketClient(Socket connected) throws IOException {
        socket = connected;
        input = new BufferedInputStream(socket.getInputStream(), 64 * 1_024);
    }

    /** Connects, and has its handshake done if it is to speak TLS. */
    static SocketClient open(int port, boolean overTls) throws IOException {
        Socket wire = connect(port, 0);
        return new SocketClient(overTls ? TlsForTests.client(wire) : wire);
    }

    private static Socket connect(int port, int receiveSocketBytes) throws IOException {
        Socket socket = new Socket();
        if (receiveSocketBytes > 0) {
            socket.setReceiveBufferSize(receiveSocketBytes);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void send(String bytes) throws IOException {
        send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Reads as many bytes as are expected, and compares them. */
    void expect(String expected) throws IOException {
        byte[] received = input.readNBytes(expected.length());
        assertEquals(expected, new String(received, StandardCharsets.ISO_8859_1));
    }

    /** Reads so many bytes. */
    byte[] receive(int bytes) throws IOException {
        byte[] received = input.readNBytes(bytes);
        assertEquals(bytes, received.length, "bytes before the end");
        return received;
    }

    /** Reads so many bytes, or fewer if the end comes before. */
    String receiveUpTo(int bytes) throws IOException {
        return new String(input.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    /** Reads the end, with nothing before it. */
    void expectEnd() throws IOException {
        assertEquals(-1, input.read());
    }

    /** Sends a request and expects a reply. */
    void exchange(String request, String reply) throws IOException {
        send(request);
        expect(reply);
    }

    /** Sends a request and reads the bulk string that is the reply. */
    String askForBulk(String request) throws IOException {
        send(request);
        StringBuilder header = new StringBuilder();
        while (header.indexOf("\r\n") < 0) {
            header.append((char) receive(1)[0]);
        }
        assertEquals('$', header.charAt(0), header::toString);
        byte[] body = receive(Integer.parseInt(header.substring(1).trim()) + 2);
        return new String(body, 0, body.length - 2, StandardCharsets.ISO_8859_1);
    }

    /** Reads one line of what INFO tells. */
    long askForInfo(String section, String name) throws IOException {
        String info = askForBulk("INFO " + section + "\r\n");
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in:\n" + info));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
