package io.coxswain.core;

/** Why there is no room for one more link; counted by {@link Counters#refused} where a listener had accepted it. */
public enum RefusalReason {
    /** As many links as {@link Limits#connectionsMax()} are open. */
    CONNECTIONS_MAX(Counter.LINKS_REFUSED_IN_TOTAL),
    /** As many links from that address as {@link Limits#connectionsPerAddressMax()} are open. */
    CONNECTIONS_PER_ADDRESS_MAX(Counter.LINKS_REFUSED_PER_ADDRESS);

    private final Counter counter;

    RefusalReason(Counter counter) {
        this.counter = counter;
    }

    /** Where it is counted. */
    Counter counter() {
        return counter;
    }
}
