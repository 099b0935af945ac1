package io.coxswain.samples;

import io.coxswain.core.SendResult;
import io.coxswain.core.SharedMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client's link without a socket: remembers what was pushed. */
final class FakeLink implements ClientLink {
    private final String address;
    private final StringBuilder pushed = new StringBuilder();

    SendResult result = SendResult.ACCEPTED;
    boolean closed;
    long ageNanos;
    long idleNanos;

    FakeLink(String address) {
        this.address = address;
    }

    /** What was pushed since the last call, as {@link Replies} shows it. */
    String takePushed() {
        String shown = Replies.shown(pushed.toString());
        pushed.setLength(0);
        return shown;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public long ageNanos() {
        return ageNanos;
    }

    @Override
    public long idleNanos() {
        return idleNanos;
    }

    @Override
    public long queuedBytes() {
        return pushed.length();
    }

    @Override
    public SendResult push(ByteBuffer message) {
        if (closed) {
            return SendResult.CLOSED;
        }
        if (result.isAccepted()) {
            pushed.append(StandardCharsets.ISO_8859_1.decode(message));
        }
        return result;
    }

    @Override
    public SendResult push(SharedMessage message) {
        throw new AssertionError("nothing can be shared without an engine");
    }

    @Override
    public void closeNow() {
        closed = true;
    }
}
