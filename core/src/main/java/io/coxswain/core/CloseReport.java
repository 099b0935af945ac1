package io.coxswain.core;

import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the bytes that were queued for sending when an engine began to close; see
 * {@link Engine#closeReport()}.
 *
 * <p>Bytes count as flushed when the socket has taken them. Whether the peer has read them, only its own answer can
 * say.
 *
 * <p><b>Threads.</b> Immutable; any.
 *
 * @param links every link that had not ended when the engine began to close, in the order of their ends
 */
public record CloseReport(List<LinkEnd> links) {
    /** Takes a copy of the list. */
    public CloseReport {
        links = List.copyOf(links);
    }

    /** Queued bytes that sockets took before their links ended, of all links. */
    public long flushedBytes() {
        return links.stream().mapToLong(LinkEnd::flushedBytes).sum();
    }

    /** Queued bytes that were thrown away, of all links. */
    public long droppedBytes() {
        return links.stream().mapToLong(LinkEnd::droppedBytes).sum();
    }

    /**
     * The end of one link.
     *
     * @param linkId {@link Link#id()}
     * @param remoteAddress the peer's address; null if it was never known
     * @param reason why it ended; it may have begun to close before the engine did
     * @param flushedBytes what its socket took since the engine began to close
     * @param droppedBytes what was queued and not taken; all that was queued if a job of the link never came back
     */
    public record LinkEnd(
            long linkId,
            @Nullable SocketAddress remoteAddress,
            CloseReason reason,
            long flushedBytes,
            long droppedBytes) {}
}
