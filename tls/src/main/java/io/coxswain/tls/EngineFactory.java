package io.coxswain.tls;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the engines of a provider that has no {@link javax.net.ssl.SSLContext}, or needs more than one.
 *
 * <p><b>Threads.</b> Workers, several at once; a call must not block.
 */
@FunctionalInterface
public interface EngineFactory {
    /**
     * Makes the engine of one connection. Whether it dials or accepts, the protocols and the rest are
     * then set on it as the {@link TlsConfig} says.
     *
     * @param host whom it dials, or null when it accepts
     * @param port where it dials, or -1 when it accepts
     * @return an engine that nobody else uses, before its handshake
     * @throws SSLException if none can be made; the connection fails with it as the cause
     */
    SSLEngine create(@Nullable String host, int port) throws SSLException;

    /**
     * Is told that an engine is no longer used, once for each, so that native memory can be freed. By
     * default does nothing.
     *
     * @param engine closed in both directions
     */
    default void release(SSLEngine engine) {}
}
