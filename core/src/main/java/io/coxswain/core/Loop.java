package io.coxswain.core;

import io.coxswain.tls.TlsTerms;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that owns all state of an engine, as an application sees it from inside.
 *
 * <p>Get at it through {@link Engine#start}, {@link Engine#execute} or {@link Link}'s callbacks' own closures; every
 * method checks that it is called on the loop.
 *
 * <p><b>Threads.</b> The loop. From anywhere else: {@link Engine}.
 */
public final class Loop {
    /** How long no direct memory is asked for after the JVM has refused some: 20 times what that takes it. */
    private static final long REFUSED_NANOS = 10_000_000_000L;

    private final EngineParts parts;
    private final Owner owner;
    private final Selector selector;
    private final DutyCycle cycle;
    private final LinkTable links;
    private final List<Listener> listeners = new ArrayList<>();
    private final CloseTally closeTally = new CloseTally();
    private boolean closing;
    private long closeDeadline;

    Loop(EngineParts parts, Selector selector) {
        this.parts = parts;
        this.owner = parts.owner();
        this.selector = selector;
        this.links = new LinkTable(parts.limits());
        this.cycle = new DutyCycle(this, parts, selector);
        parts.pool().whenRefused(this::onDirectMemoryRefused);
    }

    // ---- for the application ----

    /**
     * Listens on an address.
     *
     * <p>A {@link java.net.UnixDomainSocketAddress} is listened on by a file. One that a process left behind which no
     * longer listens is removed first; anything else at that path is left alone, and the error says what it is. The
     * file is removed when the listener is closed.
     *
     * @param address where: an {@link java.net.InetSocketAddress}, whose port may be 0 to let the kernel choose, see
     *     {@link Listener#port()}, or a {@link java.net.UnixDomainSocketAddress}
     * @param config how accepted links are set up
     * @param acceptor provides the handler of each accepted link
     * @throws IOException if the address cannot be bound, naming it and the reason
     */
    public Listener listen(SocketAddress address, LinkConfig config, LinkAcceptor acceptor) throws IOException {
        LinkConfig ownConfig = ownCopy(config);
        Objects.requireNonNull(acceptor, "acceptor");
        ListeningSocket socket = ListeningSocket.open(address, ownConfig);
        try {
            Listener listener = new Listener(this, socket, ownConfig, acceptor);
            listener.register(register(socket.channel(), SelectionKey.OP_ACCEPT, listener));
            listeners.add(listener);
            TlsTerms terms = ownConfig.tls();
            if (terms != null) {
                termsInUse().retain(terms);
            }
            return listener;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Begins to connect to a peer. What comes of it, the handler is told: {@link LinkHandler#onOpen}, or
     * {@link LinkHandler#onClose} with one of the reasons that begin with {@code CONNECT}, never from inside this call.
     * What is sent before is queued.
     *
     * @param address whom: an {@link java.net.InetSocketAddress} or a {@link java.net.UnixDomainSocketAddress}; one
     *     that is unresolved fails as above, since to resolve a name would block the loop
     * @param config how the link is set up
     * @param handler the link's handler
     * @throws IOException if no socket can be had
     * @throws LinkRefusedException if {@link Limits#connectionsMax()} is reached
     */
    public Link connect(SocketAddress address, LinkConfig config, LinkHandler handler) throws IOException {
        LinkConfig ownConfig = ownCopy(config);
        Objects.requireNonNull(handler, "handler");
        checkRoom("cannot connect to " + address, null);
        SocketChannel channel = address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        try {
            channel.configureBlocking(false);
            ownConfig.socket().applyTo(channel);
            Link link =
                    addLink(channel, ownConfig, handler, address, null, TlsStream.dialing(ownConfig, channel, address));
            link.life().connect(address, ownConfig.connectDeadlineNanos());
            return link;
        } catch (IOException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    /**
     * Makes a link of a connection that the application has accepted or connected itself. The handler's
     * {@link LinkHandler#onOpen} follows, never from inside this call.
     *
     * <p>From a normal return on, the channel is the engine's alone: nobody else may read, write, close or configure
     * it. If this throws, whatever it throws, it is still the caller's, and is registered with no selector of ours.
     *
     * <p>The link is taken for one that a listener has accepted: it counts among those of its peer's address, and with
     * TLS it is the server's end.
     *
     * @param channel a connected channel in non-blocking mode that is registered with no selector. One in blocking mode
     *     is refused because to change that could make the loop wait for somebody else's read
     * @param config how the link is set up
     * @param handler the link's handler
     * @throws IllegalArgumentException if the channel is closed, not connected, in blocking mode or registered
     * @throws LinkRefusedException if {@link Limits#connections} is reached
     * @throws IOException if the kernel does not take the socket's settings
     */
    public Link adopt(SocketChannel channel, LinkConfig config, LinkHandler handler) throws IOException {
        LinkConfig ownConfig = ownCopy(config);
        Objects.requireNonNull(handler, "handler");
        checkAdoptable(channel);
        SocketAddress remote = channel.getRemoteAddress();
        InetAddress from = LinkTable.hostOf(remote);
        checkRoom("cannot adopt a connection from " + remote, from);
        ownConfig.socket().applyTo(channel);
        Link link = addLink(channel, ownConfig, handler, remote, from, TlsStream.accepting(ownConfig, channel));
        link.life().openSoon(Counter.LINKS_ADOPTED);
        return link;
    }

    private static void checkAdoptable(SocketChannel channel) {
        String objection = null;
        if (!channel.isOpen()) {
            objection = "it is closed";
        } else if (!channel.isConnected()) {
            objection = "it is not connected";
        } else if (channel.isRegistered()) {
            objection = "it is registered with a selector; cancel its keys and let that selector select once";
        } else if (channel.isBlocking()) {
            objection = "it is in blocking mode; call configureBlocking(false) first";
        }
        if (objection != null) {
            throw new IllegalArgumentException("cannot adopt " + channel + ": " + objection);
        }
    }

    /**
     * Does something later.
     *
     * @param delayNanos from now on, in nanoseconds; not before, and as soon after as the loop comes to it
     */
    public Timer schedule(long delayNanos, LoopTask task) {
        checkOwner();
        return parts.timers().schedule(delayNanos, task);
    }

    /**
     * Makes a message that many links can send without a copy for each.
     *
     * @param message the bytes between position and limit, copied; its position moves to its limit
     * @return the message, with one reference that the caller has to {@link SharedMessage#release()}; or null if all
     *     buffers of the engine are in use
     */
    public @Nullable SharedMessage share(ByteBuffer message) {
        checkOwner();
        Segment segment = pool().borrow(Math.max(1, message.remaining()), "a SharedMessage");
        return segment == null ? null : new SharedMessage(pool(), parts.owner(), segment, message);
    }

    /** The link with this number, or null if it has ended. */
    public @Nullable Link findLink(long id) {
        checkOwner();
        return links.find(id);
    }

    /** Calls for each link that has not ended. The callee may close links. */
    public void forEachLink(Consumer<Link> action) {
        checkOwner();
        links.forEach(action);
    }

    /** Links that have not ended. */
    public int linkCount() {
        checkOwner();
        return links.count();
    }

    /**
     * Changes the number of this engine's own workers, under load and at once. Workers to go finish the job in hand;
     * with 0, the loop does everything, whatever the policy says.
     *
     * @param count 0 to 64
     * @throws IllegalStateException if the workers are shared: use {@link WorkerPool#resize}
     */
    public void resizeWorkers(int count) {
        checkOwner();
        WorkerPool.checkCount(count);
        if (!closing) {
            parts.workers().resize(count);
        }
    }

    /** Workers that run, those that are about to end not counted. */
    public int workerCount() {
        checkOwner();
        return parts.workers().count();
    }

    /** Changes who reads and writes the sockets, from the next operation on. */
    public void offloadPolicy(OffloadPolicy policy) {
        checkOwner();
        parts.load().policy(policy);
    }

    /** Who reads and writes the sockets. */
    public OffloadPolicy offloadPolicy() {
        checkOwner();
        return parts.load().policy();
    }

    /** What the engine has done so far, and holds now. */
    public Counters counters() {
        checkOwner();
        return parts.snapshot(links.count());
    }

    /** The loop's time in nanoseconds, by {@link System#nanoTime()}, read at least once per turn. */
    public long nanoTime() {
        checkOwner();
        return clock().nanos();
    }

    /** Begins to close the engine, as {@link Engine#close()} does, and returns at once. Idempotent. */
    public void close() {
        checkOwner();
        if (closing) {
            return;
        }
        closing = true;
        closeDeadline = clock().nanos() + parts.closeDeadlineNanos();
        for (Listener listener : new ArrayList<>(listeners)) {
            listener.close();
        }
        links.forEach(closeTally::open);
        links.forEach(link -> link.life().close(CloseReason.ENGINE_CLOSED, null));
        schedule(
                parts.closeDeadlineNanos(),
                loop -> links.forEach(link -> link.life().closeNow(CloseReason.ENGINE_CLOSED, null)));
    }

    // ---- for the parts ----

    private void checkOpen() {
        checkOwner();
        if (closing) {
            throw new IllegalStateException("the engine is closing");
        }
    }

    private LinkConfig ownCopy(LinkConfig config) {
        checkOpen();
        LinkConfig copy = config.copy();
        copy.validate(limits());
        return copy;
    }

    private void checkRoom(String what, @Nullable InetAddress from) throws LinkRefusedException {
        RefusalReason refusal = links.refusal(from);
        if (refusal == RefusalReason.CONNECTIONS_MAX) {
            throw new LinkRefusedException(
                    refusal,
                    what + ": " + links.count() + " links are open, and connectionsMax is "
                            + limits().connectionsMax());
        }
        if (refusal != null) {
            throw new LinkRefusedException(
                    refusal, what + ": connectionsPerAddressMax is " + limits().connectionsPerAddressMax());
        }
    }

    /**
     * Makes a link and registers its socket, without interest in anything yet.
     *
     * @param from the host that it is counted under, if it was accepted
     * @throws IOException if it cannot be registered; nothing is left of it then but the channel
     */
    Link addLink(
            SocketChannel channel,
            LinkConfig config,
            @Nullable LinkHandler handler,
            @Nullable SocketAddress remote,
            @Nullable InetAddress from,
            @Nullable TlsStream stream)
            throws IOException {
        Link link = new Link(this, links.takeId(), channel, config, handler, stream);
        link.identify(remote, from);
        link.register(register(channel, 0, link));
        links.add(link, from);
        return link;
    }

    void checkOwner() {
        if (!owner.isCurrent()) {
            throw new IllegalStateException(
                    "called on " + Thread.currentThread().getName() + ", not on the loop");
        }
    }

    SelectionKey register(SelectableChannel channel, int operations, Selectable attachment) throws IOException {
        return channel.register(selector, operations, attachment);
    }

    void forget(Listener listener) {
        TlsTerms terms = listener.tls();
        if (listeners.remove(listener) && terms != null) {
            termsInUse().release(terms);
        }
    }

    void onLinkFinished(Link link, CloseReason reason) {
        links.remove(link);
        counts().closed(reason);
        EngineEvents.CHOSEN.linkClosed(link, reason);
        closeTally.close(link, reason);
    }

    void onAwaitsFlush(LinkWriter writer) {
        cycle.onAwaitsFlush(writer);
    }

    /** Whether workers can have jobs on top of those that there are, and no link lacks a buffer. */
    boolean maySpareSelector() {
        Dispatcher dispatcher = parts.dispatcher();
        return dispatcher.isOffloading() && dispatcher.hasPlacesToSpare() && !cycle.hasStarved();
    }

    void onReadLent(ReadInterest interest) {
        cycle.onReadLent(interest);
    }

    void onUnheld(Link link) {
        cycle.onUnheld(link);
    }

    void onStarved(Link link) {
        cycle.onStarved(link);
    }

    Timers timers() {
        return parts.timers();
    }

    void flushCancelledKeys() throws IOException {
        cycle.flushCancelledKeys();
    }

    /** The JVM has less direct memory than the budget. Told by timer, since whoever borrows may be inside a send. */
    private void onDirectMemoryRefused(OutOfMemoryError refusal) {
        parts.timers().schedule(0, loop -> onApplicationError("asking the JVM for direct memory", refusal));
        parts.timers().schedule(REFUSED_NANOS, loop -> parts.pool().askAgain());
    }

    /** Tells the application of an error in its own code that closes no link. */
    void onApplicationError(String where, Throwable error) {
        counts().increment(Counter.APPLICATION_ERRORS);
        try {
            parts.errorHandler().onError(where, error);
        } catch (Throwable thrown) {
            // An error handler that throws has nobody left to be told.
            counts().increment(Counter.APPLICATION_ERRORS);
        }
    }

    /** What a task or a timer threw: told, and the loop goes on, unless it is the engine that was struck. */
    void onThrown(String where, Throwable thrown) {
        endIfStruck(thrown);
        onApplicationError(where, thrown);
    }

    /** Has the engine end at the end of this turn if an error has struck it while application code was calling it. */
    void endIfStruck(Throwable thrown) {
        if (FatalErrors.strikesEngine(thrown)) {
            cycle.endAfterTurn((VirtualMachineError) thrown);
        }
    }

    /** Closes a socket that no link has, on a path that has its own error to tell. */
    void closeQuietly(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            onApplicationError("closing a socket", e);
        }
    }

    boolean isClosing() {
        return closing;
    }

    /** When links that have not flushed are closed all the same, once the engine {@link #isClosing()}. */
    long closeDeadline() {
        return closeDeadline;
    }

    CloseReport closeReport() {
        return closeTally.report();
    }

    DutyCycle cycle() {
        return cycle;
    }

    LinkTable links() {
        return links;
    }

    Limits limits() {
        return parts.limits();
    }

    LoopClock clock() {
        return parts.clock();
    }

    BufferPool pool() {
        return parts.pool();
    }

    EngineCounters counts() {
        return parts.counters();
    }

    Turns turns() {
        return parts.turns();
    }

    NetworkBuffers networkBuffers() {
        return parts.networkBuffers();
    }

    TermsInUse termsInUse() {
        return parts.termsInUse();
    }

    Handshakes handshakes() {
        return parts.handshakes();
    }

    /** Whether it looks for buffers that are used after their time, see {@link EngineConfig#debug}. */
    boolean isDebugging() {
        return parts.ledger() != null;
    }

    Dispatcher dispatcher() {
        return parts.dispatcher();
    }

    LoadMeter load() {
        return parts.load();
    }
}
