package io.coxswain.core;

import java.io.IOException;

/**
 * Something to do on the loop: where an application gets at its {@link Loop} from outside.
 *
 * <p><b>Threads.</b> Run by the loop thread, once, between the callbacks of links and never inside one.
 *
 * <p><b>Errors.</b> What it throws goes to the engine's {@link ErrorHandler} and ends nothing else.
 */
@FunctionalInterface
public interface LoopTask {
    /**
     * Does it. Must not block: every link of the engine waits meanwhile.
     *
     * @param loop the loop that runs this task; the same object every time
     * @throws IOException if listening or connecting failed
     */
    void run(Loop loop) throws IOException;
}
