package io.coxswain.core;

import io.coxswain.queues.Mailbox;
import java.nio.ByteBuffer;

/**
 * A way for one thread outside the loop to send messages on links, without allocating for each; made by
 * {@link Engine#newSender}.
 *
 * <p>A message is copied into one of a fixed ring of letters, which goes through the engine's mailbox; the loop sends
 * it on the link and so frees the letter.
 *
 * <p><b>Threads.</b> One thread at a time calls {@link #send}; the loop does the rest.
 *
 * <p><b>Memory.</b> The mailbox publishes a letter to the loop, and {@link LetterCounts} publishes it back.
 *
 * <p><b>Limits.</b> As many letters, of as many bytes, as it was made with; allocated once, on the heap.
 */
public final class Sender {
    private final Mailbox<LoopTask> mailbox;
    private final Waker waker;
    private final Letter[] letters;
    private final int messageBytesMax;
    private final LetterCounts counts;

    // ---- the sending thread ----
    private final Owner owner = new Owner();

    Sender(EngineParts parts, int messages, int messageBytesMax) {
        if (messages < 1 || messageBytesMax < 1) {
            throw new IllegalArgumentException(
                    "a sender of " + messages + " messages of " + messageBytesMax + " bytes: both must be at least 1");
        }
        this.mailbox = parts.mailbox();
        this.waker = parts.waker();
        this.messageBytesMax = messageBytesMax;
        this.counts = new LetterCounts(messages);
        this.letters = new Letter[messages];
        for (int i = 0; i < messages; i++) {
            letters[i] = new Letter();
        }
    }

    /**
     * Sends a message on a link. The loop does so as soon as it comes to it; if the link has ended by then or refuses
     * the message, that is counted as {@link Counter#MESSAGES_UNDELIVERED}.
     *
     * @param linkId {@link Link#id()} of the link
     * @param message the bytes between position and limit, copied; the position moves to the limit if they were
     *     accepted
     * @param type 0 to 15, for {@link Counters#sentBytes}
     */
    public Submission send(long linkId, ByteBuffer message, int type) {
        assert owner.isCurrent() : "one sender used by two threads";
        if (type < 0 || type >= TypeRuns.TYPES) {
            throw new IllegalArgumentException("message type " + type + " is not in 0.." + (TypeRuns.TYPES - 1));
        }
        if (message.remaining() > messageBytesMax) {
            return Submission.TOO_LARGE;
        }
        if (!counts.hasRoom()) {
            return Submission.FULL;
        }
        Letter letter = letters[counts.nextIndex()];
        letter.linkId = linkId;
        letter.type = type;
        int start = message.position();
        letter.bytes.clear();
        letter.bytes.put(message).flip();
        Mailbox.Offer offer = mailbox.offer(letter);
        if (offer != Mailbox.Offer.ACCEPTED) {
            message.position(start);
            return offer == Mailbox.Offer.FULL ? Submission.FULL : Submission.CLOSED;
        }
        counts.onSent();
        waker.wake();
        return Submission.ACCEPTED;
    }

    /** Messages sent that the loop has not yet dealt with. The sending thread. */
    public int pendingMessages() {
        return counts.pendingLetters();
    }

    /** One message on its way. Belongs to the sending thread until the mailbox has it, then to the loop. */
    private final class Letter implements LoopTask {
        private final ByteBuffer bytes = ByteBuffer.allocate(messageBytesMax);
        private long linkId;
        private int type;

        @Override
        public void run(Loop loop) {
            boolean delivered = false;
            try {
                Link link = loop.findLink(linkId);
                delivered = link != null && link.send(bytes, type).isAccepted();
            } finally {
                // Also when the send throws, because somebody has left a claim open: a letter that is not counted back
                // is lost to its sender.
                if (!delivered) {
                    loop.counts().increment(Counter.MESSAGES_UNDELIVERED);
                }
                counts.onDelivered();
            }
        }
    }
}
