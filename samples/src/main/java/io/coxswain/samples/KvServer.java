package io.coxswain.samples;

import io.coxswain.core.Limits;
import io.coxswain.core.LinkConfig;
import io.coxswain.core.Listener;
import io.coxswain.core.Loop;
import io.coxswain.core.RespFraming;
import io.coxswain.tls.TlsTerms;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A server of keys and values that speaks Redis' protocol, RESP2: one loop owns all keys, workers do the sockets.
 *
 * <pre>
 *      client ---&gt; worker: reads, finds where requests end ---&gt; loop: runs them one after the other
 *             &lt;--- worker: writes                          &lt;--- replies
 * </pre>
 *
 * <p>Since one thread runs all requests, each of them happens at once for everybody: nobody ever sees half of an
 * {@code MSET}, and the code of a command is as simple as it looks.
 *
 * <p><b>Threads.</b> The loop; {@link #main} on the main thread.
 *
 * <p><b>Limits.</b> A request has at most {@value #FRAME_BYTES_MAX} bytes. A reply has at most what lies between the
 * soft and the hard limit of a link's send queue, see {@link Pacing}. An expiry cycle removes at most
 * {@value #EXPIRED_PER_CYCLE_MAX} keys.
 *
 * <p><b>Errors.</b> What breaks the protocol is answered with {@code -ERR Protocol error} and ends the link.
 */
final class KvServer {
    static final int FRAME_BYTES_MAX = 1 << 20;

    /** How often keys are looked for that have expired, and how often while there are more of them, in nanoseconds. */
    private static final long EXPIRY_CYCLE_NANOS = 100_000_000;

    private static final long EXPIRY_BACKLOG_NANOS = 1_000_000;
    private static final int EXPIRED_PER_CYCLE_MAX = 1_000;
    private static final int SLOW_COMMANDS_MAX = 100_000;

    private final Loop loop;
    private final Reply reply;
    private final KvState state;
    private final CommandRunner runner;

    /**
     * Makes a server with no keys.
     *
     * @param clock by which keys expire
     * @param limits of the engine that the loop belongs to
     */
    KvServer(Loop loop, Clock clock, Limits limits) {
        this.loop = loop;
        this.reply = new Reply((int) (limits.sendQueueHardBytes() - limits.sendQueueSoftBytes()));
        this.state = newState(loop, clock);
        List<InfoSection> sections = new KvInfo(loop, state, limits).sections();
        this.runner = new CommandRunner(KvCommands.tableOf(state, settings(), sections), state.slowLog());
        loop.schedule(EXPIRY_CYCLE_NANOS, this::expire);
    }

    @SuppressForbidden("The loop's own time may stand still during a command, and this is about how long one takes.")
    private static KvState newState(Loop loop, Clock clock) {
        SecureRandom random = new SecureRandom();
        Clients clients = new Clients();
        return new KvState(
                new KvStore(clock::millis, new KeyHash(random.nextLong(), random.nextLong())),
                clients,
                new PubSub(clients, loop::share),
                new SlowLog(System::nanoTime, clock::millis),
                new SplittableRandom(random.nextLong()));
    }

    /** Runs it as a process: {@code --port P --unix PATH [--workers N] [--offload never|always|adaptive]}. */
    public static void main(String[] arguments) {
        ServerProcess.run(
                "kv",
                arguments,
                ServerOptions.COMMON,
                (loop, options) -> new KvServer(loop, Clock.systemUTC(), new Limits())::listen);
    }

    /** What {@code CONFIG} knows. The first three are what clients look for, and are what they are. */
    private List<Setting> settings() {
        return List.of(
                Setting.fixed("save", ""),
                Setting.fixed("appendonly", "no"),
                Setting.fixed("databases", "1"),
                Setting.number("workers", 0, ServerOptions.WORKERS_MAX, loop::workerCount, loop::resizeWorkers),
                Setting.number(
                        "slowlog-log-slower-than",
                        -1,
                        Integer.MAX_VALUE,
                        state.slowLog()::thresholdMicros,
                        state.slowLog()::thresholdMicros),
                Setting.number(
                        "slowlog-max-len",
                        0,
                        SLOW_COMMANDS_MAX,
                        state.slowLog()::commandsMax,
                        state.slowLog()::commandsMax),
                Setting.choice(
                        "offload",
                        ServerOptions.policyWords(),
                        () -> ServerOptions.wordOf(loop.offloadPolicy()),
                        word -> loop.offloadPolicy(ServerOptions.policyOf(word))));
    }

    /** Begins to serve on an address, of TCP or of a Unix-domain socket, in TLS if there are terms for it. */
    Listener listen(SocketAddress address, @Nullable TlsTerms tls) throws IOException {
        return listen(address, tls == null ? linkConfig() : linkConfig().tls(tls));
    }

    /** What links of a server are set up with. */
    static LinkConfig linkConfig() {
        return new LinkConfig(new RespFraming(FRAME_BYTES_MAX));
    }

    /** As above, with links of the caller's making, from {@link #linkConfig()}. */
    Listener listen(SocketAddress address, LinkConfig config) throws IOException {
        return loop.listen(address, config, link -> new KvClient(loop, link, address, state, runner, reply));
    }

    private void expire(Loop current) {
        boolean mayBeMore = state.store().expireDue(EXPIRED_PER_CYCLE_MAX) == EXPIRED_PER_CYCLE_MAX;
        current.schedule(mayBeMore ? EXPIRY_BACKLOG_NANOS : EXPIRY_CYCLE_NANOS, this::expire);
    }
}
