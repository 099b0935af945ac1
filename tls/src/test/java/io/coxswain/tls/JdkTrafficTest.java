package io.coxswain.tls;

import java.security.Provider;
import org.jspecify.annotations.Nullable;

/** {@link TrafficSpec} for the JDK's engine. */
final class JdkTrafficTest extends TrafficSpec {
    @Override
    @Nullable
    Provider provider() {
        return null;
    }
}
