package io.coxswain.core;

import java.io.IOException;

/** {@link MalformedTest} on a thread of the application's. */
final class EmbeddedMalformedTest extends MalformedTest {
    @Override
    Engine launch(EngineConfig config, LoopTask onStart) throws IOException {
        return EmbeddedThread.launch(config, onStart);
    }
}
