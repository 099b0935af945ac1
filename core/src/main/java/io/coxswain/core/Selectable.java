package io.coxswain.core;

/** What the loop's selector watches: the attachment of each selection key. */
abstract class Selectable {
    /**
     * The selector has something to say. Loop, after the select has returned and not under the selector's locks.
     *
     * @param readyOps as {@link java.nio.channels.SelectionKey#readyOps()} was during the select
     */
    abstract void onSelected(int readyOps);
}
