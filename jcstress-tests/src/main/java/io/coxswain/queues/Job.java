package io.coxswain.queues;

/**
 * The job of the lessons in this package: like the half of a link, it is one object that goes back and forth, and all
 * its fields are plain.
 *
 * <p><b>Threads.</b> Whoever has been handed the job; which of the hand-overs deserve that is what the lessons tell.
 */
final class Job {
    /** Filled in by the loop before it hands the job out; 0 stands for the previous job. */
    int boundaryBytes;

    /** Filled in by the worker before it hands the job back; 0 stands for the previous job. */
    int doneBytes;

    /**
     * The last use of the previous job by the thread that is about to receive the next: it loads both fields and takes
     * some 50 ns. After this the compiler knows their values, and may go on believing them.
     *
     * @return something made from both, so that the loads cannot be left out
     */
    int finishPrevious() {
        int checksum = boundaryBytes + doneBytes;
        for (int i = 0; i < 64; i++) {
            checksum = checksum * 1_664_525 + 1_013_904_223;
        }
        return checksum;
    }
}
