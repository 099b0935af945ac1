package io.coxswain.core;

/** The loop's side of one half of a link: it learns that no byte of that half has moved for too long. */
interface StandstillListener {
    /** The half has stood still for the whole limit of its {@link ProgressDeadline}, as far as the loop knows. Loop. */
    void onStandstill();
}
