package io.coxswain.core;

import io.coxswain.queues.Mailbox;
import org.jspecify.annotations.Nullable;

/**
 * The letter of the lessons in this package: a message in a plain field, filled again and again.
 *
 * <p><b>Threads.</b> The sender until the mailbox has it, then the loop until it has counted it back.
 */
final class LessonLetter {
    /** The message: 1 or 2. */
    int message;

    /**
     * Waits until no letter is on its way, but not for ever, and sends the next one. The sender.
     *
     * @return 1 if it was accepted, otherwise 0
     */
    static int fillAndSend(LessonLetter letter, int message, LetterCounts counts, Mailbox<LessonLetter> mailbox) {
        for (int i = 0; i < LessonHalf.TRIES_MAX; i++) {
            if (counts.hasRoom()) {
                letter.message = message;
                if (mailbox.offer(letter) != Mailbox.Offer.ACCEPTED) {
                    return 0;
                }
                counts.onSent();
                return 1;
            }
        }
        return 0;
    }

    /** Waits for a letter, but not for ever. The loop. */
    static @Nullable LessonLetter awaitLetter(Mailbox<LessonLetter> mailbox) {
        LessonLetter letter = null;
        for (int i = 0; i < LessonHalf.TRIES_MAX && letter == null; i++) {
            letter = mailbox.poll();
        }
        return letter;
    }
}
