package io.coxswain.core;

import java.util.ArrayDeque;

/**
 * Whose turn it is to have frames delivered: a ring for each kind of link, and a budget for each kind and turn of the
 * loop.
 *
 * <p>A link whose turn ends with frames left waits here behind the others of its kind. Clients and peers are served in
 * alternation, each until its own budget of the turn is spent, so that a flood of one kind costs the other at most one
 * budget.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Turns {
    /** Budgets of a single link that make up the budget of its kind. */
    private static final int LINKS_PER_CYCLE = 2;

    private static final int FRAMES_PER_CLOCK_READ = 8;

    /** How long each kind's waiting links are served before the loop looks at completions again. */
    private static final long STAGE_NANOS_MAX = 200_000;

    private final LoopClock clock;
    private final long cycleNanosMax;
    private final Ring clients = new Ring();
    private final Ring peers = new Ring();
    private int framesSinceClockRead;

    private static final class Ring {
        final ArrayDeque<LinkReader> waiting = new ArrayDeque<>();
        long spentNanos;
        long stageNanos;
    }

    Turns(LoopClock clock, long linkNanosMax) {
        this.clock = clock;
        this.cycleNanosMax = Math.min(linkNanosMax, Long.MAX_VALUE / LINKS_PER_CYCLE) * LINKS_PER_CYCLE;
    }

    /** Refills both budgets. */
    void beginCycle() {
        clients.spentNanos = 0;
        peers.spentNanos = 0;
    }

    /** Whether a link of this kind may deliver in this turn of the loop. */
    boolean mayDeliver(LinkKind kind) {
        return ring(kind).spentNanos < cycleNanosMax;
    }

    /** Whether a link of this kind may deliver now without going before one that waits. */
    boolean isFree(LinkKind kind) {
        return ring(kind).waiting.isEmpty() && mayDeliver(kind);
    }

    /** Puts a link behind the others of its kind. */
    void enqueue(LinkReader reader, LinkKind kind) {
        ring(kind).waiting.addLast(reader);
    }

    /**
     * Counts one delivered frame.
     *
     * @return whether the clock was read, so that a time budget can be judged: every eighth frame, whichever link it
     *     was of
     */
    boolean onFrame() {
        framesSinceClockRead++;
        if (framesSinceClockRead < FRAMES_PER_CLOCK_READ) {
            return false;
        }
        framesSinceClockRead = 0;
        clock.refresh();
        return true;
    }

    /** Accounts a delivery to its kind. */
    void onDelivered(LinkKind kind, long nanos) {
        ring(kind).spentNanos += nanos;
    }

    boolean isEmpty() {
        return clients.waiting.isEmpty() && peers.waiting.isEmpty();
    }

    /** Links that wait. */
    int waitingCount() {
        return clients.waiting.size() + peers.waiting.size();
    }

    /**
     * Gives the links that wait now a turn each, as far as the time of the stage goes; each kind has that time for
     * itself, and at least one turn unless its budget of this turn of the loop is spent: then the first stays first.
     *
     * @return how many had one
     */
    int run() {
        int clientsLeft = mayDeliver(LinkKind.CLIENT) ? clients.waiting.size() : 0;
        int peersLeft = mayDeliver(LinkKind.PEER) ? peers.waiting.size() : 0;
        clients.stageNanos = 0;
        peers.stageNanos = 0;
        int turns = 0;
        while (clientsLeft > 0 || peersLeft > 0) {
            if (peersLeft > 0) {
                peersLeft = runOne(peers) ? peersLeft - 1 : 0;
                turns++;
            }
            if (clientsLeft > 0) {
                clientsLeft = runOne(clients) ? clientsLeft - 1 : 0;
                turns++;
            }
        }
        return turns;
    }

    /** Runs one turn, and says whether there is time for another. */
    private boolean runOne(Ring ring) {
        long startNanos = clock.nanos();
        ring.waiting.removeFirst().onTurn();
        ring.stageNanos += clock.refresh() - startNanos;
        return ring.stageNanos < STAGE_NANOS_MAX && ring.spentNanos < cycleNanosMax;
    }

    private Ring ring(LinkKind kind) {
        return kind == LinkKind.PEER ? peers : clients;
    }
}
