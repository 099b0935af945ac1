package io.coxswain.core;

import io.coxswain.tls.TlsBuffer;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsTerms;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * A TLS handshake for the lessons in this package, with a peer that speaks HTTP: it goes through the product's own classes
 * and is over before an engine is made, which takes too long for a stress test.
 *
 * <p><b>Threads.</b> Whoever makes a lesson's state; {@link #report} is for whoever holds the lease.
 */
final class LessonHandshake {
    private static final byte[] HTTP = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final TlsTerms TERMS = new TlsConfig((host, port) -> {
                throw new AssertionError("an engine for a peer that speaks no TLS");
            })
            .terms();

    final TlsPassage passage =
            new TlsPassage(new TlsStream(new Source(), new LessonBytes.Sink(), TERMS.accept(), true));
    final AcceptJob job = new AcceptJob(offloaded -> {}, passage);

    LessonHandshake() {
        passage.give(TlsBuffer.INBOUND, ByteBuffer.allocate(64));
    }

    /** What the step came to: 2 if it went through, 1 if something broke it, 0 if it was not begun. */
    int report() {
        if (job.failure() != null || job.error() != null) {
            return 1;
        }
        return job.step() == TlsStream.Step.FAILED ? 2 : 0;
    }

    /** A socket that has {@link #HTTP} for the first read, and nothing more. */
    private static final class Source implements ReadableByteChannel {
        private boolean isRead;

        @Override
        public int read(ByteBuffer target) {
            if (isRead) {
                return 0;
            }
            isRead = true;
            target.put(HTTP);
            return HTTP.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
