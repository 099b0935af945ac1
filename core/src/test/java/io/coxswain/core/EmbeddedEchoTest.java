package io.coxswain.core;

import java.io.IOException;

/** {@link EchoTest} on a thread of the application's. */
final class EmbeddedEchoTest extends EchoTest {
    @Override
    Engine launch(EngineConfig config, LoopTask onStart) throws IOException {
        return EmbeddedThread.launch(config, onStart);
    }
}
