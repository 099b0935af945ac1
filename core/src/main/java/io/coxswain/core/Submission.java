package io.coxswain.core;

/** What became of a task or message that another thread gave to the loop. */
public enum Submission {
    /** The loop will run it, even if the engine is closed meanwhile. */
    ACCEPTED,
    /** The mailbox or the sender has no room: the loop is behind. Nothing was taken; try again later. */
    FULL,
    /** The message is longer than its {@link Sender} was made for. Nothing was taken; trying again is useless. */
    TOO_LARGE,
    /** The engine has ended. Nothing was taken; trying again is useless. */
    CLOSED
}
