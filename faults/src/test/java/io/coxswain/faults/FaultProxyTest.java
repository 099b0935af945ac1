package io.coxswain.faults;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That each fault happens, where it is to happen and nowhere else: a fault that does nothing would prove anything. */
@Timeout(30)
@ExtendWith(NothingLeft.class)
class FaultProxyTest {
    private static final int SILENCE_MILLIS = 30;
    private static final byte[] MESSAGE = message();

    private ServerSocket listener;
    private FaultProxy proxy;
    private Socket client;
    private Socket server;

    private static byte[] message() {
        byte[] message = new byte[5_000];
        new Random(1).nextBytes(message);
        return message;
    }

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        proxy = FaultProxy.start(listener.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        server = listener.accept();
        client.setSoTimeout(10_000);
        server.setSoTimeout(10_000);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        proxy.close();
        proxy.close();
        listener.close();
    }

    /** Sets a fault in one direction; the other has none. */
    private void arm(boolean isToServer, Fault fault) {
        proxy.arm(client.getLocalPort(), isToServer ? fault : Fault.none(), isToServer ? Fault.none() : fault);
    }

    private Socket sender(boolean isToServer) {
        return isToServer ? client : server;
    }

    private Socket receiver(boolean isToServer) {
        return isToServer ? server : client;
    }

    private static void send(Socket from) throws IOException {
        from.getOutputStream().write(MESSAGE);
    }

    private static void expect(Socket at, int startIndex, int endIndex) throws IOException {
        assertArrayEquals(
                Arrays.copyOfRange(MESSAGE, startIndex, endIndex),
                at.getInputStream().readNBytes(endIndex - startIndex));
    }

    /** The direction that has no fault goes on as if nothing had happened. */
    private void expectOtherDirectionGoesOn(boolean isToServer) throws IOException {
        send(receiver(isToServer));
        expect(sender(isToServer), 0, MESSAGE.length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void passesEverythingWithoutAFault(boolean isToServer) throws IOException {
        send(sender(isToServer));
        sender(isToServer).shutdownOutput();

        expect(receiver(isToServer), 0, MESSAGE.length);
        assertEquals(-1, receiver(isToServer).getInputStream().read());
        expectOtherDirectionGoesOn(isToServer);
        assertEquals(1, proxy.acceptedCount());
        assertFalse(proxy.hasStruck(client.getLocalPort()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void delaysEachPiece(boolean isToServer) throws IOException {
        long delayNanos = TimeUnit.MILLISECONDS.toNanos(20);
        arm(isToServer, Fault.delay(delayNanos));

        long startNanos = System.nanoTime();
        send(sender(isToServer));
        expect(receiver(isToServer), 0, MESSAGE.length);

        assertTrue(System.nanoTime() - startNanos >= delayNanos);
        assertTrue(proxy.hasStruck(client.getLocalPort()));
        expectOtherDirectionGoesOn(isToServer);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void letsSoManyBytesPassInAMillisecond(boolean isToServer) throws IOException {
        arm(isToServer, Fault.throttle(500));

        long startNanos = System.nanoTime();
        send(sender(isToServer));
        expect(receiver(isToServer), 0, MESSAGE.length);

        // Ten pieces, with nine milliseconds between them.
        assertTrue(System.nanoTime() - startNanos >= TimeUnit.MILLISECONDS.toNanos(9));
        expectOtherDirectionGoesOn(isToServer);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void passesSingleBytes(boolean isToServer) throws IOException {
        arm(isToServer, Fault.singleBytes());

        send(sender(isToServer));
        byte[] some = new byte[100];
        int first = receiver(isToServer).getInputStream().read(some);

        // More than one only if the reader was not there for some of them.
        assertTrue(first > 0 && first < MESSAGE.length, first + " bytes at once");
        expect(receiver(isToServer), first, MESSAGE.length);
        assertTrue(proxy.hasStruck(client.getLocalPort()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void flipsOneBit(boolean isToServer) throws IOException {
        arm(isToServer, Fault.flip(777, 6));

        send(sender(isToServer));

        expect(receiver(isToServer), 0, 777);
        assertEquals(
                (MESSAGE[777] ^ 0b0100_0000) & 0xFF,
                receiver(isToServer).getInputStream().read());
        expect(receiver(isToServer), 778, MESSAGE.length);
        expectOtherDirectionGoesOn(isToServer);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stallsUntilItIsHealed(boolean isToServer) throws IOException {
        arm(isToServer, Fault.stall(1_000));

        send(sender(isToServer));

        expect(receiver(isToServer), 0, 1_000);
        receiver(isToServer).setSoTimeout(SILENCE_MILLIS);
        assertThrows(
                SocketTimeoutException.class,
                () -> receiver(isToServer).getInputStream().read());
        expectOtherDirectionGoesOn(isToServer);
        arm(isToServer, Fault.none());
        receiver(isToServer).setSoTimeout(10_000);
        expect(receiver(isToServer), 1_000, MESSAGE.length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endsOneDirection(boolean isToServer) throws IOException {
        arm(isToServer, Fault.halfClose(4_999));

        send(sender(isToServer));

        expect(receiver(isToServer), 0, 4_999);
        assertEquals(-1, receiver(isToServer).getInputStream().read());
        expectOtherDirectionGoesOn(isToServer);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endsBothDirections(boolean isToServer) throws IOException {
        arm(isToServer, Fault.truncate(4_999));

        send(sender(isToServer));

        expect(receiver(isToServer), 0, 4_999);
        assertEquals(-1, receiver(isToServer).getInputStream().read());
        assertEquals(-1, sender(isToServer).getInputStream().read());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resetsBothEnds(boolean isToServer) throws IOException {
        arm(isToServer, Fault.reset(100));

        send(sender(isToServer));

        assertThrows(
                SocketException.class, () -> sender(isToServer).getInputStream().read());
        assertThrows(
                SocketException.class,
                () -> receiver(isToServer).getInputStream().readNBytes(101));
        assertEquals(0, proxy.openCount());
        assertThrows(IllegalStateException.class, () -> proxy.hasStruck(client.getLocalPort()));
    }

    @Test
    void hasFaultsReadyForTheNextConnection() throws IOException {
        proxy.plan(Fault.truncate(0), Fault.none());

        try (Socket next = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
                Socket accepted = listener.accept()) {
            assertEquals(-1, accepted.getInputStream().read());
            assertEquals(-1, next.getInputStream().read());
        }
    }

    @Test
    void passesAResetOn() throws IOException {
        client.setSoLinger(true, 0);
        client.close();

        assertThrows(SocketException.class, () -> server.getInputStream().read());
    }
}
