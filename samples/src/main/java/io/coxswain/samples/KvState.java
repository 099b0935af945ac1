package io.coxswain.samples;

import java.util.random.RandomGenerator;

/**
 * All that commands of a kv server tell and change.
 *
 * @param store the keys
 * @param clients who is connected
 * @param pubSub who is subscribed to what
 * @param slowLog which commands took long
 * @param random for commands that choose
 */
record KvState(KvStore store, Clients clients, PubSub pubSub, SlowLog slowLog, RandomGenerator random) {}
