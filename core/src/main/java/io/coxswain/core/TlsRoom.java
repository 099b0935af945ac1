package io.coxswain.core;

import io.coxswain.tls.TlsBuffer;
import java.nio.ByteBuffer;
import java.util.EnumMap;

/**
 * The network buffers that one TLS link has borrowed: what a job needs is attached before it goes out, and what is
 * empty when it is back is returned.
 *
 * <p><b>Threads.</b> The loop, while no job of the link is out.
 */
final class TlsRoom {
    private static final TlsBuffer[] BUFFERS = TlsBuffer.values();

    private final Link link;
    private final Loop loop;
    private final TlsStream stream;
    private final EnumMap<TlsBuffer, ByteBuffer> attached = new EnumMap<>(TlsBuffer.class);
    private final EnumMap<TlsBuffer, Integer> wantedBytes = new EnumMap<>(TlsBuffer.class);

    TlsRoom(Link link, Loop loop, TlsStream stream) {
        this.link = link;
        this.loop = loop;
        this.stream = stream;
    }

    /** Remembers that a job has lacked a buffer, or one so large. */
    void want(TlsBuffer which, int bytes) {
        wantedBytes.merge(which, bytes, Math::max);
    }

    /**
     * Attaches a buffer where there is none, or a larger one where that is what the machine has asked for.
     *
     * @return false if there is none to be had
     */
    boolean ensure(TlsBuffer which) {
        ByteBuffer present = attached.get(which);
        int bytes = Math.max(NetworkBuffers.BYTES, wantedBytes.getOrDefault(which, 0));
        if (present != null && present.capacity() >= bytes) {
            return true;
        }
        ByteBuffer borrowed = loop.networkBuffers().borrow(bytes, link);
        if (borrowed == null) {
            return false;
        }
        attached.put(which, borrowed);
        ByteBuffer replaced = stream.attach(which, borrowed);
        if (replaced != null) {
            loop.networkBuffers().giveBack(replaced, true);
        }
        return true;
    }

    /** Whether nothing is attached. */
    boolean isEmpty() {
        return attached.isEmpty();
    }

    /** Returns what is empty; used by a job, or attached for one that did not go out. */
    void giveBackEmpty(boolean isUsed) {
        for (TlsBuffer which : BUFFERS) {
            if (attached.containsKey(which)) {
                ByteBuffer detached = stream.detach(which);
                if (detached != null) {
                    attached.remove(which);
                    loop.networkBuffers().giveBack(detached, isUsed);
                }
            }
        }
    }
}
