package io.coxswain.core;

import java.io.IOException;

/** What happens inside a call of a scripted socket: a test counts it, waits in it or makes it fail. */
@FunctionalInterface
interface SocketAction {
    void run() throws IOException;
}
