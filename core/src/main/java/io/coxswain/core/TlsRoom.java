package io.coxswain.core;

import io.coxswain.tls.TlsBuffer;
import java.nio.ByteBuffer;

/**
 * The network buffers that one TLS link has borrowed: what a job needs goes out with it, and what is empty when it is
 * back is returned.
 *
 * <p>Nothing here looks into a buffer, whose position and limit a worker has written.
 *
 * <p><b>Threads.</b> The loop, while no job of the link is out.
 */
final class TlsRoom {
    /** What there is of one buffer, in bytes. */
    private static final class Place {
        final TlsBuffer which;
        int borrowedBytes;
        int wantedBytes;

        Place(TlsBuffer which) {
            this.which = which;
        }
    }

    private final Link link;
    private final Loop loop;
    private final TlsPassage passage;
    private final Place inbound = new Place(TlsBuffer.INBOUND);
    private final Place outbound = new Place(TlsBuffer.OUTBOUND);
    private final Place spill = new Place(TlsBuffer.SPILL);

    TlsRoom(Link link, Loop loop, TlsPassage passage) {
        this.link = link;
        this.loop = loop;
        this.passage = passage;
    }

    private Place placeOf(TlsBuffer which) {
        return switch (which) {
            case INBOUND -> inbound;
            case OUTBOUND -> outbound;
            case SPILL -> spill;
        };
    }

    /** Remembers that a job has lacked a buffer, or one so large. */
    void want(TlsBuffer which, int bytes) {
        Place place = placeOf(which);
        place.wantedBytes = Math.max(place.wantedBytes, bytes);
    }

    /**
     * Gives the next job a buffer where there is none, or a larger one where that is what the machine has asked for.
     *
     * @return false if there is none to be had
     */
    boolean ensure(TlsBuffer which) {
        Place place = placeOf(which);
        int presentBytes = place.borrowedBytes;
        int bytes = Math.max(NetworkBuffers.BYTES, place.wantedBytes);
        if (presentBytes >= bytes) {
            return true;
        }
        ByteBuffer borrowed = loop.networkBuffers().borrow(bytes, link);
        if (borrowed == null) {
            return false;
        }
        place.borrowedBytes = bytes;
        if (presentBytes == 0) {
            passage.give(which, borrowed);
        } else {
            loop.networkBuffers().giveBack(passage.replace(which, borrowed), presentBytes, true);
        }
        return true;
    }

    /** Whether nothing is borrowed. */
    boolean isEmpty() {
        return inbound.borrowedBytes == 0 && outbound.borrowedBytes == 0 && spill.borrowedBytes == 0;
    }

    /** Returns what is empty; used by a job, or meant for one that did not go out. */
    void giveBackEmpty(boolean isUsed) {
        giveBackEmpty(inbound, isUsed);
        giveBackEmpty(outbound, isUsed);
        giveBackEmpty(spill, isUsed);
    }

    private void giveBackEmpty(Place place, boolean isUsed) {
        int bytes = place.borrowedBytes;
        ByteBuffer empty = bytes == 0 ? null : passage.take(place.which);
        if (empty != null) {
            place.borrowedBytes = 0;
            loop.networkBuffers().giveBack(empty, bytes, isUsed);
        }
    }
}
