package io.coxswain.core;

import java.io.IOException;
import org.junit.jupiter.api.Disabled;

/** {@link BackpressureTest} on a thread of the application's. That one looks at the sockets as often as it likes. */
final class EmbeddedBackpressureTest extends BackpressureTest {
    @Override
    Engine launch(EngineConfig config, LoopTask onStart) throws IOException {
        return EmbeddedThread.launch(config, onStart);
    }

    @Override
    @Disabled("how many turns there are is up to the thread")
    void isNotBusyWhileALinkWaitsForMemory() {}

    @Override
    @Disabled("how many turns there are is up to the thread")
    void isNotBusyWhileLessIsLeftThanAChunk() {}

    @Override
    @Disabled("how many turns there are is up to the thread")
    void isNotBusyWhileAFrameWaitsForMoreMemoryThanThereIs() {}
}
