package io.coxswain.core;

/** The loop's side of one half of a link: it learns that a job of that half is done and the half is at home. */
interface JobListener {
    /**
     * A job is done. Loop.
     *
     * @param offloaded whether a worker did it; if not, this call comes from within the dispatch
     */
    void onJobDone(boolean offloaded);
}
