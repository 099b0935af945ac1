package io.coxswain.core;

import org.junit.jupiter.api.Disabled;

/** {@link AdoptTest} over TLS 1.3. */
final class TlsAdoptTest extends AdoptTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }

    @Override
    @Disabled("no frame can arrive before the handshake, which begins with adopting")
    void deliversWhatHadArrivedBefore() {}

    @Override
    @Disabled("its peers say nothing, so that their links would never open; and TLS is not asked who may be adopted")
    void countsAmongTheLinksOfItsAddress() {}
}
