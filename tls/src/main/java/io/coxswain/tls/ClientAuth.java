package io.coxswain.tls;

/** Whether an accepting end asks the dialing end for a certificate. */
public enum ClientAuth {
    /** It does not ask. */
    NONE,
    /** It asks, verifies what it gets, and goes on if it gets nothing. */
    WANTED,
    /** It asks, and ends the handshake if it gets nothing. */
    REQUIRED
}
