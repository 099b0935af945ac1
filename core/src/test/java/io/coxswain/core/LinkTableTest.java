package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counting, with links that are never connected. That a listener asks first is tested with sockets. */
final class LinkTableTest {
    private final LinkTable table = new LinkTable(new Limits().connections(3, 2));
    private InetAddress here;
    private InetAddress there;
    private LoopBench bench;

    @BeforeEach
    void open() throws IOException {
        here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        there = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        bench = new LoopBench();
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private Link add(@Nullable InetAddress from) throws IOException {
        Link link = bench.newLink(LinkKind.CLIENT);
        link.identify(null, from);
        table.add(link, from);
        return link;
    }

    @Test
    void hasRoomForSoManyLinksAndNoMore() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertNull(table.refusal(null));
            add(null);
        }

        assertEquals(RefusalReason.CONNECTIONS_MAX, table.refusal(null));
        assertEquals(RefusalReason.CONNECTIONS_MAX, table.refusal(here));
        assertEquals(3, table.count());
    }

    @Test
    void hasRoomForSoManyOfOneAddressAndNoMore() throws IOException {
        add(here);
        assertNull(table.refusal(here));
        add(here);

        assertEquals(RefusalReason.CONNECTIONS_PER_ADDRESS_MAX, table.refusal(here));
        assertNull(table.refusal(there));
        assertNull(table.refusal(null), "a link that this side connects comes from nowhere");
        assertEquals(
                RefusalReason.CONNECTIONS_PER_ADDRESS_MAX,
                table.refusal(InetAddress.getByAddress("name", new byte[] {127, 0, 0, 1})));
    }

    @Test
    void hasRoomAgainWhenALinkHasEnded() throws IOException {
        Link first = add(here);
        add(here);
        add(null);

        table.remove(first);
        assertNull(table.refusal(here));
        assertNull(table.refusal(null));
        add(here);

        assertEquals(RefusalReason.CONNECTIONS_MAX, table.refusal(here));
        assertEquals(RefusalReason.CONNECTIONS_MAX, table.refusal(null));
    }

    @Test
    void countsNoAddressBelowNothing() throws IOException {
        for (int i = 0; i < 10; i++) {
            table.remove(add(here));
        }
        add(here);
        add(here);

        assertEquals(RefusalReason.CONNECTIONS_PER_ADDRESS_MAX, table.refusal(here));
        assertEquals(2, table.count());
    }

    @Test
    void countsNoAddressOfAUnixDomainSocket() {
        assertNull(LinkTable.hostOf(UnixDomainSocketAddress.of("")));
        assertNull(LinkTable.hostOf(null));
        assertEquals(here, LinkTable.hostOf(new InetSocketAddress(here, 1)));
    }

    @Test
    void findsALinkByItsNumberUntilItHasEnded() throws IOException {
        Link link = add(here);

        assertSame(link, table.find(link.id()));
        table.remove(link);

        assertNull(table.find(link.id()));
        assertNotEquals(table.takeId(), table.takeId());
    }

    @Test
    void visitsEachLinkEvenWhileTheyEnd() throws IOException {
        List<Link> added = List.of(add(here), add(there), add(null));
        List<Link> visited = new ArrayList<>();

        table.forEach(link -> {
            visited.add(link);
            added.forEach(table::remove);
        });

        assertEquals(3, visited.size());
        assertTrue(visited.containsAll(added));
        assertEquals(0, table.count());
    }
}
