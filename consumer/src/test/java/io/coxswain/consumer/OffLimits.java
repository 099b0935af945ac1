package io.coxswain.consumer;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jctools.queues.SpscArrayQueue;

/** Does on purpose what the published jars must never do, so that the test can show that it would notice. */
final class OffLimits {
    private OffLimits() {}

    /**
     * Uses a class that stands on Unsafe.
     *
     * @param arguments the library: jctools or agrona
     */
    public static void main(String[] arguments) {
        if (arguments[0].equals("jctools")) {
            System.out.println(new SpscArrayQueue<String>(2).offer("something"));
        } else {
            System.out.println(new UnsafeBuffer(ByteBuffer.allocate(8)).capacity());
        }
    }
}
