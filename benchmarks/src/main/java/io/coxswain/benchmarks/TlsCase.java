package io.coxswain.benchmarks;

/**
 * What one server has to do while it is measured.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param links with TLS, which stay
 * @param depth frames in flight on each; 0 with a rate
 * @param framesPerSecond sent on all of them together, whatever comes back; 0 for as many as come back
 * @param stormBusyMax new connections that may be under way at once; 0 for no storm
 * @param connectionsPerSecond new connections; 0 for as many as the storm's process can make
 */
record TlsCase(int links, int depth, int framesPerSecond, int stormBusyMax, int connectionsPerSecond) {
    private static final int STORM_BUSY_MAX = 64;
    private static final int FULL_SPEED_BUSY_MAX = 16;

    /** As many frames as come back. */
    static TlsCase closed(int links, int depth) {
        return new TlsCase(links, depth, 0, 0, 0);
    }

    /** So many frames a second. */
    static TlsCase paced(int links, int framesPerSecond) {
        return new TlsCase(links, 0, framesPerSecond, 0, 0);
    }

    /** New connections alone, as many as there can be. */
    static TlsCase fullSpeed() {
        return new TlsCase(0, 0, 0, FULL_SPEED_BUSY_MAX, 0);
    }

    /** The same with new connections. */
    TlsCase withStorm(int perSecond) {
        return new TlsCase(links, depth, framesPerSecond, STORM_BUSY_MAX, perSecond);
    }

    boolean hasLinks() {
        return links > 0;
    }

    boolean hasStorm() {
        return stormBusyMax > 0;
    }
}
