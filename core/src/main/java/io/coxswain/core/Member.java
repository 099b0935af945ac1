package io.coxswain.core;

import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;

/**
 * One engine as the workers of a {@link WorkerPool} see it: nothing but its queues and its sleep.
 *
 * @param inbox where its jobs wait
 * @param outbox where they go when they are done
 * @param waker how to wake its loop, and whether that is asleep
 */
record Member(JobInbox<Job> inbox, CompletionOutbox<Job> outbox, Waker waker) {}
