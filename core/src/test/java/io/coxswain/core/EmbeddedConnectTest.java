package io.coxswain.core;

import java.io.IOException;

/** {@link ConnectTest} on a thread of the application's. */
final class EmbeddedConnectTest extends ConnectTest {
    @Override
    Engine launch(EngineConfig config, LoopTask onStart) throws IOException {
        return EmbeddedThread.launch(config, onStart);
    }
}
