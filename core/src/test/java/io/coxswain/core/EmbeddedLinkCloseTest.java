package io.coxswain.core;

import java.io.IOException;

/** {@link LinkCloseTest} on a thread of the application's. */
final class EmbeddedLinkCloseTest extends LinkCloseTest {
    @Override
    Engine launch(EngineConfig config, LoopTask onStart) throws IOException {
        return EmbeddedThread.launch(config, onStart);
    }
}
