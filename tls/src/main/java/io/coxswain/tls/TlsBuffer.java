package io.coxswain.tls;

/**
 * The three buffers that a {@link TlsMachine} works with; its caller brings them, and takes them back
 * when idle.
 */
public enum TlsBuffer {
    /**
     * Ciphertext from the socket that is not decrypted yet. Must be writable: some engines decrypt in
     * place.
     */
    INBOUND,
    /** Ciphertext that the socket has not taken yet. */
    OUTBOUND,
    /**
     * The rest of a record whose plaintext did not fit where it was wanted; asked for only when that
     * happens.
     */
    SPILL
}
