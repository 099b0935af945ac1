package io.coxswain.core;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which handshakes go on, and which must wait or go: workers have traffic to serve beside them, and a storm of
 * connections must not take more than is there.
 *
 * <p>A step of a handshake costs a worker up to a few milliseconds. So only {@value #STEPS_PER_WORKER} for each worker
 * that takes them are in the inbox; the rest waits here, and the newest goes first: whoever has waited long has most
 * likely given up. For the same reason the oldest is given up when there are too many.
 *
 * <p>Without a worker the loop does one step in each of its turns.
 *
 * <p><b>Several engines on one pool.</b> Each has these turns for itself, and there is no count that they share. What
 * one engine's storm can put before another's handshake is bounded without it: its own turns, which are no more than
 * the workers do at once and as many again, and never more than {@value Worker#JOBS_PER_INBOX_MAX} of them before a
 * worker looks into the next inbox. What waits beyond that waits in each loop's own list, where the newest goes first
 * and the oldest is given up. Turns of the pool would spare that much and no more, and would cost: an engine that found
 * none free would have to be woken when another gives one back, across loops, and one that leaves or stalls with some
 * must not keep them.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> {@link Limits#handshakesMax()} in progress, of which {@link Limits#handshakesPerAddressMax()}
 * accepted from one address.
 */
final class Handshakes {
    /** Steps in the inbox for each worker that takes them. */
    static final int STEPS_PER_WORKER = 2;

    private final Limits limits;
    private final Crew workers;

    /** In progress, the oldest first. */
    private final LinkedHashSet<LinkHandshake> inProgress = new LinkedHashSet<>();

    private final Map<InetAddress, int[]> inProgressFrom = new HashMap<>();
    private final ArrayDeque<LinkHandshake> ready = new ArrayDeque<>();
    private int stepsOut;

    Handshakes(Limits limits, Crew workers) {
        this.limits = limits;
        this.workers = workers;
    }

    /**
     * Counts a handshake in, perhaps in the place of the oldest.
     *
     * @return whether there is room for it
     */
    boolean tryBegin(LinkHandshake handshake) {
        InetAddress from = handshake.link().acceptedFrom();
        int[] count = from == null ? null : inProgressFrom.get(from);
        if (count != null && count[0] >= limits.handshakesPerAddressMax()) {
            return false;
        }
        if (inProgress.size() >= limits.handshakesMax()) {
            LinkHandshake oldest = oldestWaiting();
            if (oldest == null) {
                return false;
            }
            end(oldest);
            oldest.shed();
        }
        inProgress.add(handshake);
        if (from != null) {
            inProgressFrom.computeIfAbsent(from, address -> new int[1])[0]++;
        }
        return true;
    }

    private @Nullable LinkHandshake oldestWaiting() {
        for (LinkHandshake handshake : inProgress) {
            if (handshake.isWaiting()) {
                return handshake;
            }
        }
        return null;
    }

    /** Counts a handshake out, which is over one way or the other. Idempotent. */
    void end(LinkHandshake handshake) {
        if (!inProgress.remove(handshake)) {
            return;
        }
        if (handshake.isReady()) {
            // Or a storm would leave those that are over at the other end of the list, out of reach.
            ready.remove(handshake);
        }
        InetAddress from = handshake.link().acceptedFrom();
        int[] count = from == null ? null : inProgressFrom.get(from);
        if (from != null && count != null) {
            count[0]--;
            if (count[0] == 0) {
                inProgressFrom.remove(from);
            }
        }
    }

    /** A handshake can go on. */
    void onReady(LinkHandshake handshake) {
        ready.addLast(handshake);
    }

    /** A handshake is about to be judged: it has its turn next, if it is on the list. */
    void onOverdue(LinkHandshake handshake) {
        if (ready.remove(handshake)) {
            ready.addLast(handshake);
        }
    }

    /**
     * Dispatches what may go on. Once per turn.
     *
     * @return how many
     */
    int dispatch() {
        int count = 0;
        int countMax = stepsMax();
        while (stepsOut < countMax && count < countMax && !ready.isEmpty()) {
            stepsOut++;
            if (ready.removeLast().step()) {
                count++;
            } else {
                stepsOut--;
            }
        }
        return count;
    }

    private int stepsMax() {
        int count = workers.count();
        return count == 0 ? 1 : STEPS_PER_WORKER * Math.max(1, count - 1);
    }

    /** A step is done. */
    void onStepDone() {
        assert stepsOut > 0 : "a step that was not dispatched";
        stepsOut--;
    }

    /** Handshakes that are not over. */
    int inProgressCount() {
        return inProgress.size();
    }

    /** Of those, the ones that wait for a turn or a buffer. */
    int waitingCount() {
        int count = 0;
        for (LinkHandshake handshake : inProgress) {
            count += handshake.isReady() ? 1 : 0;
        }
        return count;
    }

    /** Whether all turns are taken, and workers will give them back. */
    boolean isCrowded() {
        return workers.count() > 0 && stepsOut >= stepsMax();
    }

    /** Whether there is something to dispatch. */
    boolean hasDispatchable() {
        return !ready.isEmpty() && stepsOut < stepsMax();
    }
}
