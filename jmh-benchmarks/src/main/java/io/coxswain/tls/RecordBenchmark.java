package io.coxswain.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One record through the step machine, with the JDK's engine and the buffers that links have: TLS 1.3. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RecordBenchmark {
    private static final int TURNS_MAX = 100;

    /** Bytes in each record. */
    @Param({"128", "4096", "16000"})
    public int plainBytes = 128;

    private TlsMachine sealing = machine();
    private TlsMachine client = machine();
    private TlsMachine server = machine();
    private final ByteBuffer[] plain = {ByteBuffer.allocateDirect(0)};
    private final ByteBuffer opened = ByteBuffer.allocateDirect(64 << 10);

    /** Makes two connections: one whose records go nowhere, and one that is heard. */
    @Setup
    public void connect() throws IOException, GeneralSecurityException {
        TlsIdentity identity = TlsIdentity.selfSigned(
                List.of("localhost"), Instant.now().minus(Duration.ofHours(1)), Duration.ofDays(1));
        TlsTerms acceptor = new TlsConfig(TlsMaterial.ofIdentity(identity, List.of())).terms();
        TlsTerms dialer = new TlsConfig(TlsMaterial.ofIdentity(null, identity.chain())).terms();
        sealing = prepared(dialer.dial("localhost", 1));
        handshake(sealing, prepared(acceptor.accept()));
        client = prepared(dialer.dial("localhost", 1));
        server = prepared(acceptor.accept());
        handshake(client, server);
        plain[0] = ByteBuffer.allocateDirect(plainBytes);
    }

    private static TlsMachine machine() {
        try {
            return new TlsConfig(SSLContext.getDefault()).terms().accept();
        } catch (GeneralSecurityException noTls) {
            throw new IllegalStateException(noTls);
        }
    }

    private static TlsMachine prepared(TlsMachine machine) {
        for (TlsBuffer which : TlsBuffer.values()) {
            machine.attach(which, ByteBuffer.allocate(2 * TlsMachine.NETWORK_BYTES));
        }
        return machine;
    }

    private void handshake(TlsMachine one, TlsMachine other) throws IOException {
        boolean isOneDone = false;
        boolean isOtherDone = false;
        for (int turn = 0; turn < TURNS_MAX && !(isOneDone && isOtherDone); turn++) {
            isOneDone = isOneDone || one.handshake() == TlsVerdict.FINISHED;
            carry(one, other);
            isOtherDone = isOtherDone || other.handshake() == TlsVerdict.FINISHED;
            carry(other, one);
        }
        if (!isOneDone || !isOtherDone) {
            throw new IOException("no handshake: " + one.failure() + ", " + other.failure());
        }
        // What a server says of its own accord after a handshake.
        one.unwrap(opened.clear());
    }

    private static void carry(TlsMachine from, TlsMachine to) {
        ByteBuffer source = from.sendBuffer();
        to.receiveBuffer().put(source);
    }

    /** One record, which nobody reads. */
    @Benchmark
    public TlsVerdict seal() {
        plain[0].clear();
        TlsVerdict verdict = sealing.wrap(plain, 0, 1);
        ByteBuffer sealed = sealing.sendBuffer();
        sealed.position(sealed.limit());
        return verdict;
    }

    /** One record, sealed at one end and opened at the other. */
    @Benchmark
    public int sealAndOpen() {
        plain[0].clear();
        client.wrap(plain, 0, 1);
        carry(client, server);
        server.unwrap(opened.clear());
        if (opened.position() != plainBytes) {
            throw new IllegalStateException("opened " + opened.position() + " of " + plainBytes + " bytes: "
                    + Objects.requireNonNullElse(server.failure(), "no failure"));
        }
        return opened.position();
    }
}
