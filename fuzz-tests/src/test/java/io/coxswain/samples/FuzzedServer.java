package io.coxswain.samples;

import io.coxswain.core.Framing;
import io.coxswain.core.RespFraming;
import io.coxswain.core.SendResult;
import io.coxswain.core.SharedMessage;
import io.coxswain.fuzz.Choices;
import io.coxswain.fuzz.Effort;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * A kv server without sockets, in which time goes by as commands are run, so that the same requests get the same
 * replies.
 *
 * <p>It holds that every frame of the framing is a request to the commands, or an empty one; that every request gets
 * replies that a client can read, however long; and that a command costs no more than its limits allow.
 *
 * <p><b>Threads.</b> One.
 */
final class FuzzedServer {
    private static final int REPLY_BYTES_MAX = 64 << 10;

    /** Two copies of the longest value, and of the longest reply. */
    private static final long COMMAND_BYTES_MAX = 2L * (StringValue.BYTES_MAX + REPLY_BYTES_MAX);

    private static final long STREAM_MILLIS_MAX = 2_000;

    private final StringBuilder heard = new StringBuilder();
    private final Reply reply = new Reply(REPLY_BYTES_MAX);
    private final Arguments arguments = new Arguments();
    private final Session[] sessions = {new Session(1, new Ear(1)), new Session(2, new Ear(2))};
    private final int speakers;
    private final CommandRunner runner;
    private long nowMillis = 1_700_000_000_000L;
    private int setting = 1;
    private boolean isClosed;

    /** A server with two clients, who speak in an order of eight turns. */
    FuzzedServer(int speakers) {
        this.speakers = speakers;
        Clients clients = new Clients();
        for (Session session : sessions) {
            clients.add(session);
        }
        KvState state = new KvState(
                new KvStore(() -> nowMillis, new KeyHash(1, 2)),
                clients,
                new PubSub(clients, message -> null),
                new SlowLog(() -> nowMillis * 1_000_000, () -> nowMillis),
                new Random(42));
        List<Setting> settings = List.of(
                Setting.fixed("save", ""),
                Setting.number("workers", 0, 64, () -> setting, value -> setting = value),
                Setting.number(
                        "slowlog-max-len", 0, 100_000, state.slowLog()::commandsMax, state.slowLog()::commandsMax),
                Setting.number(
                        "slowlog-log-slower-than",
                        -1,
                        Integer.MAX_VALUE,
                        state.slowLog()::thresholdMicros,
                        state.slowLog()::thresholdMicros));
        runner = new CommandRunner(KvCommands.tableOf(state, settings, List.of()), state.slowLog());
    }

    /** Runs what a stream says, and returns all that the clients have heard. */
    String feed(byte[] stream, Choices.Cuts cuts) {
        Effort effort = new Effort();
        Framing framing = new RespFraming(KvServer.FRAME_BYTES_MAX);
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        int received = 0;
        int start = 0;
        int turn = 0;
        long verdict = 0;
        while (received < stream.length && !isOver(verdict)) {
            received += cuts.next(stream.length - received);
            long resume = Framing.isNeedMore(verdict) ? Framing.resumeOf(verdict) : 0;
            verdict = framing.scan(bytes, start, received, resume);
            while (Framing.isFrame(verdict) && !isOver(verdict)) {
                run(
                        sessions[speakers >> (turn % 8) & 1],
                        bytes.limit(start + (int) verdict).position(start));
                bytes.clear();
                turn++;
                start += (int) verdict;
                // What follows the last request of a client that is sent away, nobody reads.
                verdict = start < received && !isClosed ? framing.scan(bytes, start, received, 0) : 0;
            }
        }
        if (verdict == Framing.MALFORMED || verdict == Framing.TOO_LARGE) {
            reply.clear();
            reply.error("ERR " + framing.describeFailure(bytes, start, received, verdict));
            hear(0, reply.message());
        }
        effort.requireBelow(Long.MAX_VALUE, STREAM_MILLIS_MAX);
        return heard.toString();
    }

    private boolean isOver(long verdict) {
        return isClosed || verdict == Framing.MALFORMED || verdict == Framing.TOO_LARGE;
    }

    private void run(Session session, ByteBuffer frame) {
        Arguments.Verdict parsed = arguments.parse(frame);
        if (parsed == Arguments.Verdict.MALFORMED) {
            throw new AssertionError("a frame that is no request: " + StandardCharsets.ISO_8859_1.decode(frame));
        }
        Effort effort = new Effort();
        runner.run(session, frame, reply);
        effort.requireBelow(COMMAND_BYTES_MAX + 64L * frame.remaining(), STREAM_MILLIS_MAX);
        if (reply.bytes() == 0 && parsed != Arguments.Verdict.EMPTY) {
            throw new AssertionError("no reply to " + StandardCharsets.ISO_8859_1.decode(frame));
        }
        hear((int) session.id(), reply.message());
        isClosed |= session.isEnding();
        nowMillis += 7;
    }

    private void hear(int client, ByteBuffer message) {
        if (message.hasRemaining()) {
            byte[] bytes = new byte[message.remaining()];
            message.get(bytes);
            ReplyModel.requireReplies(bytes);
            heard.append(client).append('>').append(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    /** Where a client hears what is pushed to it. */
    private final class Ear implements ClientLink {
        private final int client;

        Ear(int client) {
            this.client = client;
        }

        @Override
        public String address() {
            return "127.0.0.1:" + client;
        }

        @Override
        public long ageNanos() {
            return 1;
        }

        @Override
        public long idleNanos() {
            return 1;
        }

        @Override
        public long queuedBytes() {
            return 0;
        }

        @Override
        public SendResult push(ByteBuffer message) {
            hear(client, message);
            return SendResult.ACCEPTED;
        }

        @Override
        public SendResult push(SharedMessage message) {
            throw new AssertionError("nothing can be shared without an engine");
        }

        @Override
        public void closeNow() {
            isClosed = true;
        }
    }
}
