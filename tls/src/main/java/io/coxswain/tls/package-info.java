/**
 * TLS as a step machine: an {@link javax.net.ssl.SSLEngine} between buffers, with no socket, thread,
 * clock or pool.
 *
 * <p>Coxswain moves whole TLS connections off its loop: handshakes, their delegated tasks, and the
 * records. For that a worker must be able to take a connection, do as much for it as its socket allows,
 * and give it back. So everything here is a <b>step</b>: it is given bytes and room, goes on until it
 * lacks one of them, and says which in a {@link io.coxswain.tls.TlsVerdict}. Who reads and writes the
 * socket, and when, is decided elsewhere.
 *
 * <pre>
 *      TlsConfig  -- terms() --&gt;  TlsTerms  -- accept(), dial() --&gt;  TlsMachine  -- FINISHED --&gt;  Negotiated
 *      TlsMaterial  (keys and authorities, reloadable)                    |
 *      TlsIdentity  (PEM files, or self-signed)                           +----- FAILED --&gt;  TlsFailure
 * </pre>
 *
 * <p><b>Threads.</b> There are none here. Configuration belongs to whoever writes it; {@code TlsTerms},
 * {@code TlsMaterial}, {@code TlsIdentity} and all results may be used by any thread. A machine belongs
 * to one thread at a time, the holder of the connection's lease, and is handed over by the queues like
 * everything else that a job lends: plain fields, no memory mode of their own. The one exception is the
 * generation of key material, one volatile field in {@code TlsMaterial}.
 *
 * <p><b>What is known about engines</b>, and formed the rest:
 *
 * <ul>
 *   <li>The JDK's has one lock around wrap, unwrap, getters, and the whole run of a delegated task.
 *       Nobody may ask an engine anything while another thread steps it, or it waits a millisecond. So
 *       what both ends agreed on is read once, into {@code Negotiated}.
 *   <li>The two directions need each other. An unwrap may leave something to wrap (a key update, a
 *       close_notify, an alert), and a wrap may emit a record without taking a byte that was offered,
 *       which is progress. A machine lets the engine say what it has to during any step, and keeps
 *       decrypting when there is no room for it.
 *   <li>Statuses differ. Some engines report FINISHED only when unwrapped with nothing; some hold
 *       decrypted bytes inside, so that only BUFFER_UNDERFLOW means that there are no more; native ones
 *       throw what trust managers threw. A call that comes to nothing is counted, and too many in a row
 *       are a failure, not a loop.
 *   <li>A session's buffer sizes may grow after the handshake. The machine asks for a larger buffer
 *       when it meets one that is too small, and never for more than the engine's own maximum.
 *   <li>JDK 17 packs at most 16,367 bytes into a record of TLS 1.3, so nothing here counts on 16,384.
 * </ul>
 *
 * <p><b>The server name</b> is read from the ClientHello before there is an engine, because everything
 * else depends on something: an {@code SNIMatcher} can only refuse, and a key manager can choose a
 * certificate only within one context, only if the context was made here, and in its provider's way. A
 * whole context chosen by name also has its own authorities, and works with every provider.
 *
 * <p><b>Whether a session was resumed</b> is read from the accepting end's first messages, for the same
 * reason: no provider says it.
 *
 * <p>Read in this order: {@link io.coxswain.tls.TlsMachine}, {@link io.coxswain.tls.TlsVerdict},
 * TlsState, HandshakeSteps, TrafficSteps, Records, SideBuffer, ServerFlight; then {@link io.coxswain.tls.TlsConfig}
 * and {@link io.coxswain.tls.TlsMaterial}.
 */
@NullMarked
package io.coxswain.tls;

import org.jspecify.annotations.NullMarked;
