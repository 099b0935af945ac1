package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Two ends and the wire between them, which carries as many bytes at a time as it is told to. */
final class Conversation {
    /** Everything that fits. */
    static final IntSupplier WHOLE = () -> Integer.MAX_VALUE;

    final End client;
    final End server;
    private final IntSupplier chunkBytes;
    private long bytesCarried;

    Conversation(End client, End server, IntSupplier chunkBytes) {
        this.client = client;
        this.server = server;
        this.chunkBytes = chunkBytes;
    }

    static Conversation between(TlsTerms client, TlsTerms server) {
        return new Conversation(
                new End(client.dial(Keys.HOST, 7000), 64 << 10), new End(server.accept(), 64 << 10), WHOLE);
    }

    /** Goes on until both have finished. */
    Conversation handshake() {
        run(() -> client.isFinished() && server.isFinished());
        assertNull(client.failure());
        assertNull(server.failure());
        return this;
    }

    /** Goes on until nothing moves any more, however it ends. */
    Conversation settle() {
        int quiet = 0;
        while (quiet < 4) {
            quiet = turn() ? 0 : quiet + 1;
        }
        return this;
    }

    /** Goes on until that holds; fails if nothing moves any more and it does not. */
    Conversation run(BooleanSupplier goal) {
        int quiet = 0;
        while (!goal.getAsBoolean()) {
            quiet = turn() ? 0 : quiet + 1;
            if (quiet > 3) {
                fail("stalled after " + bytesCarried + " bytes; client " + client.failure() + ", " + last(client)
                        + "; server " + server.failure() + ", " + last(server));
            }
        }
        return this;
    }

    private static String last(End end) {
        int count = end.verdicts.size();
        return end.verdicts.subList(Math.max(0, count - 5), count).toString();
    }

    /** Both ends step, and the wire carries a piece in each direction. Returns whether anything was carried. */
    private boolean turn() {
        client.step();
        int out = carry(client, server);
        server.step();
        int back = carry(server, client);
        bytesCarried += out + back;
        return out + back > 0;
    }

    int carry(End from, End to) {
        return carry(from.machine, to.machine, chunkBytes.getAsInt());
    }

    static int carry(TlsMachine from, TlsMachine to, int bytesMax) {
        ByteBuffer source = from.sendBuffer();
        ByteBuffer target = to.receiveBuffer();
        int count = Math.min(bytesMax, Math.min(source.remaining(), target.remaining()));
        ByteBuffer piece = source.duplicate().limit(source.position() + count);
        target.put(piece);
        source.position(source.position() + count);
        return count;
    }

    /** Says text both ways and checks that it is heard. */
    Conversation smallTalk() {
        client.say("from client");
        server.say("from server");
        run(() -> server.heardText().equals("from client") && client.heardText().equals("from server"));
        return this;
    }

    void assertNoFailure() {
        assertNull(client.failure());
        assertNull(server.failure());
    }

    void assertFailures(TlsFailure.Reason ofClient, TlsFailure.Reason ofServer) {
        TlsFailure clientFailure = client.failure();
        TlsFailure serverFailure = server.failure();
        assertEquals(ofClient, clientFailure == null ? null : clientFailure.reason(), () -> "client: " + clientFailure);
        assertEquals(ofServer, serverFailure == null ? null : serverFailure.reason(), () -> "server: " + serverFailure);
    }
}
