package io.coxswain.faults;

/** How much of what can be left behind there is now, for who measures over a long time. */
public final class Leftovers {
    private Leftovers() {}

    /** Sockets, selectors and pipes that this process has open; 0 where the system does not say. */
    public static int descriptorCount() {
        return Descriptors.now().size();
    }
}
