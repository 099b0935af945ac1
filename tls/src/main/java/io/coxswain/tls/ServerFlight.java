package io.coxswain.tls;

import java.nio.ByteBuffer;

/**
 * Tells from what the accepting end says first, which is not encrypted, whether it resumes a session. No provider says
 * so, and by the session's age, which is the next best thing to ask for, it would be a guess: Conscrypt gives it in
 * whole seconds, and clocks are set back.
 *
 * <pre>
 *      record:        type 22 (1)  version (2)  length (2)  fragment ...
 *      message:       type (1)  length (3)  body ...
 *      ServerHello:   type 2: version (2)  random (32)  session id (1 + n)  cipher (2)  compression (1)  extensions (2
 *      + n) extension:     type (2)  length (2)  content
 *
 *      TLS 1.3   extension supported_versions (43) is there; resumed if pre_shared_key (41) is too
 *      TLS 1.2   resumed if ChangeCipherSpec (record 20) or NewSessionTicket (message 4) comes right behind the hello
 * </pre>
 *
 * <p>A HelloRetryRequest looks like a ServerHello with a random of its own; the one that counts comes later.
 *
 * <p>It is given every byte once, in whatever pieces, and keeps none. What is malformed is the engine's to refuse.
 *
 * <p><b>Limits.</b> In TLS 1.3 a key that both ends have from elsewhere (an external PSK) looks like a session. The
 * JDK's engine has none.
 *
 * <p><b>Threads.</b> The one that steps the machine.
 */
final class ServerFlight {
    private enum Part {
        /** The next byte is of a record's header. */
        RECORD_HEADER,
        /** The next byte is of a record that says nothing here. */
        SKIPPED_RECORD,
        /** The next byte is of a message. */
        MESSAGE,
        /** It is known. */
        DECIDED
    }

    private static final int RECORD_HEADER_BYTES = 5;
    private static final int CHANGE_CIPHER_SPEC_RECORD = 20;
    private static final int HANDSHAKE_RECORD = 22;
    private static final int MESSAGE_HEADER_BYTES = 4;
    private static final int SERVER_HELLO = 2;
    private static final int NEW_SESSION_TICKET = 4;
    private static final int RANDOM_INDEX = 2;
    private static final int SESSION_ID_INDEX = 34;
    private static final int EXTENSION_HEADER_BYTES = 4;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;

    /** The first bytes of a HelloRetryRequest's random, as a number (RFC 8446, section 4.1.3). */
    private static final long RETRY_RANDOM = 0xCF21AD74E59A6111L;

    private Part part = Part.RECORD_HEADER;
    private boolean isResumed;
    private boolean isBehindHello;

    // ---- the record ----
    private int recordIndex;
    private int recordType;
    private int recordLeft;

    // ---- the message; its index begins at its header ----
    private int messageIndex;
    private int messageType;
    private int messageBytes;

    // ---- the body of a ServerHello ----
    private long random;
    private int extensionsIndex;
    private int extensionIndex;
    private int extensionType;
    private int extensionLeft;
    private boolean hasVersion;
    private boolean hasKey;

    /** Whether the handshake resumes an earlier session; false as long as it is not known. */
    boolean isResumed() {
        return isResumed;
    }

    /** Looks at what comes next between these two indices. */
    void see(ByteBuffer bytes, int startIndex, int endIndex) {
        for (int i = startIndex; i < endIndex && part != Part.DECIDED; i++) {
            int next = bytes.get(i) & 0xff;
            switch (part) {
                case RECORD_HEADER -> seeRecordHeader(next);
                case SKIPPED_RECORD -> {}
                case MESSAGE -> seeMessage(next);
                case DECIDED -> {}
            }
            endRecordIfOver();
        }
    }

    private void decide(boolean resumes) {
        isResumed = resumes;
        part = Part.DECIDED;
    }

    private void seeRecordHeader(int next) {
        if (recordIndex == 0) {
            recordType = next;
        }
        recordLeft = (recordLeft << 8 | next) & 0xffff;
        recordIndex++;
        if (recordIndex < RECORD_HEADER_BYTES) {
            return;
        }
        if (isBehindHello && recordType == CHANGE_CIPHER_SPEC_RECORD) {
            decide(true);
        } else {
            part = recordType == HANDSHAKE_RECORD ? Part.MESSAGE : Part.SKIPPED_RECORD;
            // The byte that endRecordIfOver() takes for one of the fragment.
            recordLeft++;
        }
    }

    private void endRecordIfOver() {
        if (part == Part.MESSAGE || part == Part.SKIPPED_RECORD) {
            recordLeft--;
            if (recordLeft == 0) {
                part = Part.RECORD_HEADER;
                recordIndex = 0;
            }
        }
    }

    private void seeMessage(int next) {
        if (messageIndex == 0) {
            messageType = next;
            messageBytes = 0;
            if (isBehindHello) {
                decide(next == NEW_SESSION_TICKET);
                return;
            }
        } else if (messageIndex < MESSAGE_HEADER_BYTES) {
            messageBytes = messageBytes << 8 | next;
        } else if (messageType == SERVER_HELLO) {
            seeHello(messageIndex - MESSAGE_HEADER_BYTES, next);
        }
        messageIndex++;
        if (messageIndex >= MESSAGE_HEADER_BYTES && messageIndex == MESSAGE_HEADER_BYTES + messageBytes) {
            messageIndex = 0;
            endMessage();
        }
    }

    private void seeHello(int index, int next) {
        if (index == 0) {
            random = 0;
            hasVersion = false;
            hasKey = false;
            extensionIndex = 0;
        } else if (index >= RANDOM_INDEX && index < RANDOM_INDEX + Long.BYTES) {
            random = random << 8 | next;
        } else if (index == SESSION_ID_INDEX) {
            // Behind the session id, the cipher, the compression and the length of all extensions.
            extensionsIndex = SESSION_ID_INDEX + 1 + next + 5;
        } else if (index > SESSION_ID_INDEX && index >= extensionsIndex) {
            seeExtension(next);
        }
    }

    private void seeExtension(int next) {
        if (extensionIndex < 2) {
            extensionType = (extensionType << 8 | next) & 0xffff;
        } else if (extensionIndex < EXTENSION_HEADER_BYTES) {
            extensionLeft = (extensionLeft << 8 | next) & 0xffff;
        } else {
            extensionLeft--;
        }
        extensionIndex++;
        if (extensionIndex >= EXTENSION_HEADER_BYTES && extensionLeft == 0) {
            hasVersion |= extensionType == SUPPORTED_VERSIONS;
            hasKey |= extensionType == PRE_SHARED_KEY;
            extensionIndex = 0;
        }
    }

    private void endMessage() {
        if (messageType != SERVER_HELLO || (hasVersion && random == RETRY_RANDOM)) {
            return;
        }
        if (hasVersion) {
            decide(hasKey);
        } else {
            isBehindHello = true;
        }
    }
}
