package io.coxswain.samples;

import static io.coxswain.samples.Requests.bytes;
import static io.coxswain.samples.Requests.request;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A kv server without links: requests go in as bytes, replies come out as bytes, and the clock is set by hand. */
final class Console {
    static final int REPLY_BYTES_MAX = 64 * 1_024;

    /** The time, in milliseconds since 1970. */
    long nowMillis = 1_700_000_000_000L;

    /** A clock that goes on by this much at each reading. */
    long nanosPerReading;

    final KvStore store = new KvStore(() -> nowMillis, new KeyHash(1, 2));
    final Clients clients = new Clients();
    final KvState state = new KvState(
            store,
            clients,
            new PubSub(clients, message -> null),
            new SlowLog(this::nanoTime, () -> nowMillis),
            new Random(42));
    final List<Setting> settings = new ArrayList<>();
    final List<InfoSection> sections = new ArrayList<>();
    final FakeLink link = new FakeLink("127.0.0.1:1007");
    Session session = new Session(7, link);

    private final Reply reply = new Reply(REPLY_BYTES_MAX);
    private CommandRunner runner = runner();
    private long nanoTime;

    Console() {
        clients.add(session);
    }

    private long nanoTime() {
        nanoTime += nanosPerReading;
        return nanoTime;
    }

    private CommandRunner runner() {
        return new CommandRunner(KvCommands.tableOf(state, settings, sections), state.slowLog());
    }

    /** Another client, who shares the server with this one. */
    Session connect(long id) {
        Session other = new Session(id, new FakeLink("127.0.0.1:" + (1_000 + id)));
        clients.add(other);
        return other;
    }

    /** The replies to a line of another client, in a form to be read. */
    String shown(Session other, String line) {
        Session own = session;
        session = other;
        try {
            return shown(line);
        } finally {
            session = own;
        }
    }

    /** Adds settings before the first request. */
    Console with(Setting... more) {
        settings.addAll(List.of(more));
        runner = runner();
        return this;
    }

    /** The reply to a line as a person would type it. */
    String type(String line) {
        return reply(bytes(line + "\r\n"));
    }

    /** The replies to such lines in a form to be read: as redis-cli shows them, on one line. */
    String shown(String line) {
        return Replies.shown(type(line));
    }

    /** The reply to an array of bulk strings. */
    String ask(String... arguments) {
        return reply(bytes(request(arguments)));
    }

    /** The reply to a frame, a character for each byte. */
    String reply(byte[] frame) {
        // With other bytes around it, as in a receive buffer, so that nothing can rely on where a frame begins.
        ByteBuffer buffer = ByteBuffer.allocateDirect(frame.length + 7);
        buffer.put(bytes("*9!")).put(frame).put(bytes("\"$1\n"));
        buffer.position(3).limit(3 + frame.length);
        runner.run(session, buffer, reply);
        return StandardCharsets.ISO_8859_1.decode(reply.message()).toString();
    }
}
