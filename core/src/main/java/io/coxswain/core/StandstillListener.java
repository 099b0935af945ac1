package io.coxswain.core;

/**
 * Told that no byte of one half of a link has moved for too long. An interface that the link's own parts implement,
 * since a lambda for each deadline is memory that every idle link has.
 */
interface StandstillListener {
    /**
     * The half has stood still for the whole limit of its {@link ProgressDeadline}, as far as the loop knows. Starts
     * the deadline again, or closes the link. Loop.
     */
    void onStandstill();
}
