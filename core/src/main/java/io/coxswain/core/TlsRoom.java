package io.coxswain.core;

import io.coxswain.tls.TlsBuffer;
import java.nio.ByteBuffer;

/**
 * The network buffers that one TLS link has borrowed: what a job needs goes out with it, and what is empty when it is
 * back is returned.
 *
 * <p>Nothing here looks into a buffer: a worker has written its position and limit, and the loop would wait for them.
 * So sizes are kept here.
 *
 * <p><b>Threads.</b> The loop, while no job of the link is out.
 */
final class TlsRoom {
    private final Link link;
    private final Loop loop;
    private final TlsPassage passage;
    private final Loan inbound = new Loan(TlsBuffer.INBOUND);
    private final Loan outbound = new Loan(TlsBuffer.OUTBOUND);
    private final Loan spill = new Loan(TlsBuffer.SPILL);

    /** What is borrowed, and what was lacking, of one kind of buffer. */
    private static final class Loan {
        final TlsBuffer which;
        int borrowedBytes; // 0 if none
        int wantedBytes; // the most that a job has lacked

        Loan(TlsBuffer which) {
            this.which = which;
        }
    }

    TlsRoom(Link link, Loop loop, TlsPassage passage) {
        this.link = link;
        this.loop = loop;
        this.passage = passage;
    }

    private Loan loanOf(TlsBuffer which) {
        return switch (which) {
            case INBOUND -> inbound;
            case OUTBOUND -> outbound;
            case SPILL -> spill;
        };
    }

    /** Remembers that a job has lacked a buffer, or one so large. */
    void want(TlsBuffer which, int bytes) {
        Loan loan = loanOf(which);
        loan.wantedBytes = Math.max(loan.wantedBytes, bytes);
    }

    /**
     * Gives the next job a buffer where there is none, or a larger one where that is what the machine has asked for.
     *
     * @return false if there is none to be had
     */
    boolean ensure(TlsBuffer which) {
        Loan loan = loanOf(which);
        int presentBytes = loan.borrowedBytes;
        // As borrow() rounds.
        int bytes = Math.max(NetworkBuffers.BYTES, loan.wantedBytes);
        if (presentBytes >= bytes) {
            return true;
        }
        ByteBuffer borrowed = loop.networkBuffers().borrow(bytes, link);
        if (borrowed == null) {
            return false;
        }
        loan.borrowedBytes = bytes;
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

    private void giveBackEmpty(Loan loan, boolean isUsed) {
        int bytes = loan.borrowedBytes;
        ByteBuffer empty = bytes == 0 ? null : passage.take(loan.which);
        if (empty != null) {
            loan.borrowedBytes = 0;
            loop.networkBuffers().giveBack(empty, bytes, isUsed);
        }
    }
}
