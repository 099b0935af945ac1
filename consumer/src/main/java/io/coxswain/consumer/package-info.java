/**
 * A user's small program. It is compiled with {@code -Xlint:all -Werror} on every JDK against the jars as they are
 * published, and its tests start it with nothing but those jars.
 */
package io.coxswain.consumer;
