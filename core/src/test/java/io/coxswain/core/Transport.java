package io.coxswain.core;

import io.coxswain.tls.TlsVersion;
import java.io.IOException;
import java.net.Socket;

/**
 * What lies between frames and sockets in a test, at both of its ends: the link's configuration says it to the engine,
 * and the test's peer speaks the same.
 */
enum Transport {
    PLAIN(2, 0) {
        @Override
        LinkConfig configure(LinkConfig config) {
            return config;
        }

        @Override
        TestPeer connected(Socket wire) throws IOException {
            return TestPeer.of(wire);
        }

        @Override
        TestPeer accepted(Socket wire) throws IOException {
            return TestPeer.of(wire);
        }
    },
    TLS_1_3(TlsVersion.TLS_1_3, "TLSv1.3"),
    /** Without a half-close: who is told of the peer's end has to end as well. */
    TLS_1_2(TlsVersion.TLS_1_2, "TLSv1.2");

    /** How many jobs of one link may be out at once. */
    final int jobsPerLink;

    /** What the links of a test need of an engine's memory beside their segments. */
    final int ciphertextBytes;

    private final TlsVersion version;
    private final String protocol;

    Transport(int jobsPerLink, int ciphertextBytes) {
        this.jobsPerLink = jobsPerLink;
        this.ciphertextBytes = ciphertextBytes;
        this.version = TlsVersion.TLS_1_3;
        this.protocol = "";
    }

    Transport(TlsVersion version, String protocol) {
        this.jobsPerLink = 1;
        this.ciphertextBytes = 16 * NetworkBuffers.BYTES;
        this.version = version;
        this.protocol = protocol;
    }

    /** How often to do what costs a handshake with TLS, if a plain link is to do it so often. */
    int fewer(int plainCount) {
        return this == PLAIN ? plainCount : plainCount / 25;
    }

    /** Has links speak this; returns the same configuration. */
    LinkConfig configure(LinkConfig config) {
        return config.tls(TlsPeer.config().versions(version).terms());
    }

    /** The peer that has connected this socket to a link. With TLS the handshake is done on return. */
    TestPeer connected(Socket wire) throws IOException {
        return TestPeer.over(wire, TlsPeer.client(wire, protocol));
    }

    /** The peer that has accepted this socket from a link. With TLS the handshake is done on return. */
    TestPeer accepted(Socket wire) throws IOException {
        return TestPeer.over(wire, TlsPeer.server(wire, protocol));
    }
}
