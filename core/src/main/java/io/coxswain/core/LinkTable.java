package io.coxswain.core;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All links of an engine by number, and how many there are from each address.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> {@link Limits#connectionsMax()} and {@link Limits#connectionsPerAddressMax()}; whoever makes a link
 * asks first.
 */
final class LinkTable {
    private final int connectionsMax;
    private final int perAddressMax;
    private final Long2ObjectHashMap<Link> links = new Long2ObjectHashMap<>();
    private final Map<InetAddress, int[]> acceptedFrom = new HashMap<>();
    private long nextId = 1;

    LinkTable(Limits limits) {
        this.connectionsMax = limits.connectionsMax();
        this.perAddressMax = limits.connectionsPerAddressMax();
    }

    /** Why there may not be one more link, accepted from this address if one is given; null if there may. */
    @Nullable
    RefusalReason refusal(@Nullable InetAddress from) {
        if (links.size() >= connectionsMax) {
            return RefusalReason.CONNECTIONS_MAX;
        }
        int[] count = from == null ? null : acceptedFrom.get(from);
        return count != null && count[0] >= perAddressMax ? RefusalReason.CONNECTIONS_PER_ADDRESS_MAX : null;
    }

    /** The host that an accepted link is counted under; null for a Unix-domain socket, whose peers have no address. */
    static @Nullable InetAddress hostOf(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    long takeId() {
        long id = nextId;
        nextId++;
        return id;
    }

    void add(Link link, @Nullable InetAddress acceptedFromAddress) {
        links.put(link.id(), link);
        if (acceptedFromAddress != null) {
            acceptedFrom.computeIfAbsent(acceptedFromAddress, address -> new int[1])[0]++;
        }
    }

    void remove(Link link) {
        links.remove(link.id());
        InetAddress from = link.acceptedFrom();
        int[] count = from == null ? null : acceptedFrom.get(from);
        if (from != null && count != null) {
            count[0]--;
            if (count[0] == 0) {
                acceptedFrom.remove(from);
            }
        }
    }

    @Nullable
    Link find(long id) {
        return links.get(id);
    }

    int count() {
        return links.size();
    }

    /** Calls for each link; the callee may close links, and open new ones, which it may or may not see. */
    void forEach(Consumer<Link> action) {
        for (Link link : links.values().toArray(new Link[0])) {
            action.accept(link);
        }
    }
}
