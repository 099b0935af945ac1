package io.coxswain.core;

import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;

/**
 * The two queues between an engine's loop and its workers.
 *
 * @param inbox jobs going out
 * @param outbox jobs coming back; has no more places than the inbox has slots
 */
record JobQueues(JobInbox<Job> inbox, CompletionOutbox<Job> outbox) {}
