package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Addresses that cannot be listened on: the error names them and what is wrong, and no descriptor is left open. */
class ListenTest extends EngineSpec {
    private static final int ATTEMPTS = 200;

    private Throwable refusedOn(SocketAddress address) throws Exception {
        Engine engine = start();
        long before = openDescriptors();
        Throwable last = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            last = assertThrows(
                            Exception.class,
                            () -> onLoop(
                                    engine,
                                    loop -> loop.listen(address, linkConfig(), link -> RecordingHandler.echo())))
                    .getCause();
        }
        assertTrue(openDescriptors() - before < ATTEMPTS, "descriptors left open");
        IOException thrown = assertInstanceOf(IOException.class, last);
        assertTrue(String.valueOf(thrown.getMessage()).startsWith("cannot listen on " + address), thrown::toString);
        return thrown;
    }

    private static long openDescriptors() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            return system.getOpenFileDescriptorCount();
        }
        return Assumptions.abort("no count of open descriptors on this system");
    }

    @Test
    void saysThatThePortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, loopback(0).getAddress())) {
            Throwable thrown = refusedOn(loopback(taken.getLocalPort()));

            assertTrue(String.valueOf(thrown.getMessage()).contains("already in use"), thrown::toString);
        }
    }

    @Test
    void saysThatTheAddressIsUnresolved() throws Exception {
        Throwable thrown = refusedOn(InetSocketAddress.createUnresolved("nowhere", 1));

        assertTrue(String.valueOf(thrown.getMessage()).endsWith(": nowhere"), thrown::toString);
    }

    @Test
    void saysThatTheAddressIsNotOneOfThisHost() throws Exception {
        Throwable thrown = refusedOn(new InetSocketAddress("192.0.2.1", 1));

        assertTrue(String.valueOf(thrown.getMessage()).contains("Cannot assign"), thrown::toString);
    }

    @Test
    void takesThePortAgainAtOnceWhenItsListenerIsClosed() throws Exception {
        Engine engine = start();
        for (int i = 0; i < 3; i++) {
            int port = onLoop(engine, loop -> {
                Listener first = loop.listen(loopback(0), linkConfig(), link -> RecordingHandler.echo());
                first.close();
                first.close();
                return first.port();
            });
            Listener second =
                    onLoop(engine, loop -> loop.listen(loopback(port), linkConfig(), link -> RecordingHandler.echo()));

            assertEquals(port, second.port());
            connect(port).write(TestPeer.frame(10, 1)).expect(TestPeer.frame(10, 1));
        }
    }
}
