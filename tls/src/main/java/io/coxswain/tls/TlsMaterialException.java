package io.coxswain.tls;

import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Says which file or key is not what it should be, and what cures it. */
public final class TlsMaterialException extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;

    TlsMaterialException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
