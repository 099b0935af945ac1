package io.coxswain.core;

/** {@link BudgetTest} over TLS 1.3. */
final class TlsBudgetTest extends BudgetTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
