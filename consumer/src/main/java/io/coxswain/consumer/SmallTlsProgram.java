package io.coxswain.consumer;

import io.coxswain.tls.TlsBuffer;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsIdentity;
import io.coxswain.tls.TlsMachine;
import io.coxswain.tls.TlsMaterial;
import io.coxswain.tls.TlsVerdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** TLS without an engine or a socket: two machines shake hands in memory, and one sends the other a line. */
public final class SmallTlsProgram {
    private SmallTlsProgram() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws Exception {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        TlsIdentity identity = TlsIdentity.selfSigned(List.of("localhost"), yesterday, Duration.ofDays(2));
        TlsMachine server = new TlsConfig(TlsMaterial.ofIdentity(identity, List.of()))
                .terms()
                .accept();
        TlsMachine client = new TlsConfig(TlsMaterial.ofIdentity(null, identity.chain()))
                .terms()
                .dial("localhost", 7000);
        for (TlsMachine machine : List.of(server, client)) {
            machine.attach(TlsBuffer.INBOUND, ByteBuffer.allocate(TlsMachine.NETWORK_BYTES));
            machine.attach(TlsBuffer.OUTBOUND, ByteBuffer.allocate(TlsMachine.NETWORK_BYTES));
        }
        boolean isClientDone = false;
        boolean isServerDone = false;
        while (!isClientDone || !isServerDone) {
            isClientDone = isClientDone || client.handshake() == TlsVerdict.FINISHED;
            server.receiveBuffer().put(client.sendBuffer());
            isServerDone = isServerDone || server.handshake() == TlsVerdict.FINISHED;
            client.receiveBuffer().put(server.sendBuffer());
        }
        ByteBuffer[] line = {ByteBuffer.wrap("a line".getBytes(StandardCharsets.US_ASCII))};
        client.wrap(line, 0, 1);
        server.receiveBuffer().put(client.sendBuffer());
        ByteBuffer heard = ByteBuffer.allocate(100);
        server.unwrap(heard);
        System.out.println(StandardCharsets.US_ASCII.decode(heard.flip()) + " by "
                + server.negotiated().protocol());
    }
}
