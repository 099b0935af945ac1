package io.coxswain.tls;

import java.security.Provider;
import org.jspecify.annotations.Nullable;

/** {@link ClosingSpec} for the JDK's engine. */
final class JdkClosingTest extends ClosingSpec {
    @Override
    @Nullable
    Provider provider() {
        return null;
    }
}
