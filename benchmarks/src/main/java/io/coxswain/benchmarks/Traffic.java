package io.coxswain.benchmarks;

/**
 * What one load process does to a server.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param kind of the links
 * @param links how many; of {@link Kind#CHURN} those that may be under way at once
 * @param depth frames in flight on each, or with {@link Kind#FANOUT} altogether; 0 with a rate
 * @param frameBytes length of each frame
 * @param perSecond frames sent on all of them together, whatever comes back, or new connections made; 0 for as many
 *     as can be
 * @param isToPeerPort whether the links are a peer's and not a client's, for servers that tell them apart
 */
record Traffic(Kind kind, int links, int depth, int frameBytes, int perSecond, boolean isToPeerPort) {
    /** The usual length of a frame, header included. */
    static final int FRAME_BYTES = 128;

    private static final int STORM_BUSY_MAX = 64;

    /** What the links are there for. */
    enum Kind {
        /** Every frame comes back. */
        ECHO,
        /** Requests to a table of keys and values, {@link KvTable}, one in ten of them a SET. */
        KV,
        /** Every frame of the first link comes back on all of them. */
        FANOUT,
        /** Nothing is ever sent. */
        IDLE,
        /** As much is sent as the socket takes, and nothing is read. */
        DEAF,
        /** New links all the time, each of which has one frame echoed. */
        CHURN
    }

    /** As many frames as come back. */
    static Traffic closed(Kind kind, int links, int depth) {
        return new Traffic(kind, links, depth, FRAME_BYTES, 0, false);
    }

    /** So many frames a second. */
    static Traffic paced(Kind kind, int links, int framesPerSecond) {
        return new Traffic(kind, links, 0, FRAME_BYTES, framesPerSecond, false);
    }

    /** So many new connections a second; 0 for as many as can be made. */
    static Traffic churn(int perSecond, int busyMax) {
        return new Traffic(Kind.CHURN, perSecond == 0 ? busyMax : STORM_BUSY_MAX, 0, FRAME_BYTES, perSecond, false);
    }

    /** The same with frames of this length. */
    Traffic withFrameBytes(int bytes) {
        return new Traffic(kind, links, depth, bytes, perSecond, isToPeerPort);
    }

    /** The same as a peer. */
    Traffic asPeer() {
        return new Traffic(kind, links, depth, frameBytes, perSecond, true);
    }

    /** Whether the server gets frames of it. */
    boolean hasFrames() {
        return kind != Kind.IDLE;
    }

    /** The program of the process that makes it. */
    String program() {
        return kind == Kind.CHURN ? EchoChurn.NAME : EchoLoad.NAME;
    }

    /** The request to that process. */
    String request(Server server) {
        return "open " + kind
                + " " + (isToPeerPort ? server.peerPort() : server.port())
                + " " + links
                + " " + depth
                + " " + frameBytes
                + " " + perSecond
                + " " + (server.hasTls() ? "tls" : "plain");
    }

    /** In a few words, for a heading. */
    String describe() {
        String pace = perSecond > 0 ? ", " + perSecond + "/s" : "";
        return switch (kind) {
            case ECHO, KV -> links + " links" + (depth > 0 ? " x " + depth : "") + " x " + frameBytes + " B" + pace;
            case FANOUT -> "1 to " + links + " links, " + depth + " in flight x " + frameBytes + " B";
            case IDLE -> links + " idle links";
            case DEAF -> links + " that never read";
            case CHURN -> "new connections" + (perSecond > 0 ? pace : " at full speed");
        };
    }
}
