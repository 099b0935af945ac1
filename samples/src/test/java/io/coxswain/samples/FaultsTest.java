package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.core.CloseReason;
import io.coxswain.core.Counter;
import io.coxswain.core.Counters;
import io.coxswain.core.OffloadPolicy;
import io.coxswain.faults.Fault;
import io.coxswain.faults.FaultProxy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both servers behind a network that misbehaves in every way that {@link FaultTrial} lists, in requests and in
 * replies, plain and over TLS, with each policy. The client gets the right replies or a beginning of them, the link
 * ends for the reason that the fault must give, another link notices nothing, every byte is accounted for at all
 * times, and nothing is left.
 *
 * <p>Faults in the middle of a handshake: {@code TlsStallTest} in core.
 */
@Timeout(60)
class FaultsTest {
    private static final int REQUESTS = 10;
    private static final int TIMEOUT_MILLIS = 10_000;

    /** What is asked, and what the answer to each is. */
    private enum Subject {
        ECHO {
            @Override
            RunningServer start(OffloadPolicy policy, boolean overTls) throws IOException {
                return RunningServer.echo(policy, overTls ? TlsForTests.terms() : null);
            }

            @Override
            String request(int number) {
                return "\310\0\0\0" + payload(number, 196);
            }

            @Override
            String reply(int number) {
                return request(number);
            }
        },
        KV {
            @Override
            RunningServer start(OffloadPolicy policy, boolean overTls) throws IOException {
                return RunningServer.kv(policy, overTls ? TlsForTests.terms() : null);
            }

            @Override
            String request(int number) {
                return "*2\r\n$4\r\nECHO\r\n" + reply(number);
            }

            @Override
            String reply(int number) {
                return "$178\r\n" + payload(number, 178) + "\r\n";
            }
        };

        abstract RunningServer start(OffloadPolicy policy, boolean overTls) throws IOException;

        /** A request of 200 bytes. */
        abstract String request(int number);

        abstract String reply(int number);

        private static String payload(int number, int bytes) {
            return String.valueOf((char) ('a' + number)).repeat(bytes);
        }

        byte[] requests() {
            return Requests.bytes(joined(true));
        }

        byte[] replies() {
            return Requests.bytes(joined(false));
        }

        private String joined(boolean ofRequests) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < REQUESTS; i++) {
                all.append(ofRequests ? request(i) : reply(i));
            }
            return all.toString();
        }
    }

    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Subject subject : Subject.values()) {
            for (boolean overTls : new boolean[] {false, true}) {
                for (OffloadPolicy policy : OffloadPolicy.values()) {
                    for (FaultTrial trial : FaultTrial.values()) {
                        cases.add(Arguments.of(trial, true, subject, overTls, policy));
                        cases.add(Arguments.of(trial, false, subject, overTls, policy));
                    }
                }
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} (in requests: {1}) of {2} (TLS: {3}) with {4}")
    @MethodSource("cases")
    void costsNoMoreThanItMust(
            FaultTrial trial, boolean inRequests, Subject subject, boolean overTls, OffloadPolicy policy)
            throws Exception {
        try (RunningServer server = subject.start(policy, overTls);
                FaultProxy proxy = FaultProxy.start(server.port);
                Client other = new Client(server.port, overTls)) {
            ByteAudit audit = ByteAudit.start(server.engine, subject.reply(0).length());
            other.exchange(subject);
            byte[] received;
            try (Client client = new Client(proxy.port(), overTls)) {
                client.exchange(subject);
                proxy.arm(
                        client.localPort(),
                        inRequests ? trial.fault : Fault.none(),
                        inRequests ? Fault.none() : trial.fault);

                client.send(subject.requests());
                if (trial == FaultTrial.STALL) {
                    await("a stall", proxy::describe, () -> proxy.hasStruck(client.localPort()));
                    proxy.arm(client.localPort(), Fault.none(), Fault.none());
                }
                received = client.receive(subject.replies().length);
                other.exchange(subject);
            }

            checkReplies(trial, overTls, subject.replies(), received);
            awaitEnd(server, proxy);
            checkReason(server.engine.counters(), trial.reason(inRequests, overTls));
            other.exchange(subject);
            audit.stop();
        }
    }

    private static void checkReplies(FaultTrial trial, boolean overTls, byte[] expected, byte[] received) {
        if (trial.isHarmless()) {
            assertArrayEquals(expected, received);
        } else if (trial == FaultTrial.FLIP && !overTls) {
            BitSet difference = BitSet.valueOf(expected);
            difference.xor(BitSet.valueOf(received));
            assertEquals(expected.length, received.length);
            assertEquals(1, difference.cardinality(), "bits that differ");
        } else {
            // What has come is right: TLS lets nothing else pass, and a plain link is cut and not changed.
            assertArrayEquals(Arrays.copyOf(expected, received.length), received);
            assertTrue(received.length < expected.length, "the fault did nothing");
        }
    }

    /** Waits until the client's link is gone, at both ends, and what it had has come back. */
    private static void awaitEnd(RunningServer server, FaultProxy proxy) {
        await("the end", proxy::describe, () -> {
            Counters.Gauges gauges = server.engine.counters().gauges();
            return gauges.openLinks() == 1 && gauges.bufferBytesLent() == 0 && proxy.openCount() == 0;
        });
    }

    private static void await(String what, Supplier<String> state, BooleanSupplier condition) {
        long startNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long nanos = System.nanoTime() - startNanos;
            assertTrue(nanos < TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS), () -> what + ": " + state.get());
            LockSupport.parkNanos(200_000);
        }
    }

    private static void checkReason(Counters counters, CloseReason expected) {
        List<CloseReason> reasons = Arrays.stream(CloseReason.values())
                .filter(reason -> counters.closed(reason) > 0)
                .toList();
        assertEquals(1, counters.get(Counter.LINKS_CLOSED), reasons::toString);
        assertEquals(List.of(expected), reasons);
    }

    /** A client that may find its replies cut off. */
    private static final class Client implements AutoCloseable {
        private final Socket wire = new Socket();
        private final Socket socket;

        Client(int port, boolean overTls) throws IOException {
            wire.setSoTimeout(TIMEOUT_MILLIS);
            wire.setTcpNoDelay(true);
            wire.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket = overTls ? TlsForTests.client(wire) : wire;
        }

        int localPort() {
            return wire.getLocalPort();
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Sends one request and expects its reply. */
        void exchange(Subject subject) throws IOException {
            send(Requests.bytes(subject.request(7)));
            byte[] expected = Requests.bytes(subject.reply(7));
            assertArrayEquals(expected, socket.getInputStream().readNBytes(expected.length));
        }

        /** Reads so many bytes, or fewer if the end or a failure comes before. */
        byte[] receive(int bytes) throws IOException {
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            byte[] some = new byte[bytes];
            boolean isOver = false;
            while (!isOver && received.size() < bytes) {
                try {
                    int count = socket.getInputStream().read(some, 0, bytes - received.size());
                    isOver = count < 0;
                    received.write(some, 0, Math.max(0, count));
                } catch (SSLException | SocketException e) {
                    isOver = true;
                }
            }
            return received.toByteArray();
        }

        @Override
        public void close() throws IOException {
            try {
                socket.close();
            } catch (SSLException | SocketException e) {
                // What is left to say to a connection that is gone.
                wire.close();
            }
            wire.close();
        }
    }
}
