package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The time of a turn by a clock that the test moves. Which stages look at it is {@link DutyCycle}'s. */
class TurnBudgetTest {
    private final ManualClock time = new ManualClock(1_000);
    private final TurnBudget budget = new TurnBudget(new LoopClock(time));

    @Test
    void hasNoEndUnlessItIsGivenOne() {
        time.advanceNanos(Long.MAX_VALUE / 2);

        assertFalse(budget.isSpent());
    }

    @Test
    void isSpentOnceItsTimeHasPassed() {
        budget.begin(100);

        time.advanceNanos(99);
        assertFalse(budget.isSpent());
        time.advanceNanos(1);

        assertTrue(budget.isSpent());
    }

    @Test
    void countsEachTurnFromItsBegin() {
        budget.begin(100);
        time.advanceNanos(100);

        budget.begin(100);
        assertFalse(budget.isSpent());
        time.advanceNanos(100);

        assertTrue(budget.isSpent());
    }

    @Test
    void isNotSpentAnyMoreOnceItIsLifted() {
        budget.begin(100);
        time.advanceNanos(100);

        budget.lift();

        assertFalse(budget.isSpent());
    }
}
