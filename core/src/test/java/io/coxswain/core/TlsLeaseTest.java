package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link TlsLease}: one job at a time, and neither half keeps the other out. */
final class TlsLeaseTest {
    private final TlsLease lease = new TlsLease();

    @ParameterizedTest
    @EnumSource
    void isHadByOneJobAtATime(Operation holder) {
        assertTrue(lease.tryTake(holder));

        assertFalse(lease.isFree());
        for (Operation other : Operation.values()) {
            assertFalse(lease.tryTake(other), other.name());
        }
        lease.giveBack(holder);
        assertTrue(lease.isFree());
        assertTrue(lease.wasLast(holder));
    }

    @Test
    void goesToEachHalfInTurnWhileBothWantIt() {
        List<Operation> holders = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            // The reader asks first each time, and the writer while the reader's job is out.
            Operation taker = lease.tryTake(Operation.READ) ? Operation.READ : Operation.WRITE;
            if (taker == Operation.WRITE) {
                assertTrue(lease.tryTake(Operation.WRITE));
                assertFalse(lease.tryTake(Operation.READ));
            } else {
                assertFalse(lease.tryTake(Operation.WRITE));
            }
            holders.add(taker);
            lease.giveBack(taker);
        }

        assertEquals(
                List.of(
                        Operation.READ,
                        Operation.WRITE,
                        Operation.READ,
                        Operation.WRITE,
                        Operation.READ,
                        Operation.WRITE),
                holders);
    }

    @Test
    void goesToTheSameHalfAgainIfTheOtherDoesNotWant() {
        for (int i = 0; i < 3; i++) {
            assertTrue(lease.tryTake(Operation.WRITE));
            lease.giveBack(Operation.WRITE);
        }
    }

    @Test
    void isNotWaitedForOnceItIsTaken() {
        lease.tryTake(Operation.READ);
        lease.tryTake(Operation.WRITE);
        assertTrue(lease.isWaiting(Operation.WRITE));
        lease.giveBack(Operation.READ);

        assertTrue(lease.tryTake(Operation.WRITE));

        assertFalse(lease.isWaiting(Operation.WRITE));
    }

    @Test
    void isFreeForTheHalfThatStoodBackWhenTheOtherWaives() {
        lease.tryTake(Operation.WRITE);
        lease.tryTake(Operation.READ);
        lease.giveBack(Operation.WRITE);
        assertFalse(lease.tryTake(Operation.WRITE), "stands back");
        assertTrue(lease.standsBack(Operation.WRITE));

        assertTrue(lease.waive(Operation.READ), "somebody stood back");

        assertTrue(lease.tryTake(Operation.WRITE));
    }

    @Test
    void tellsNobodyOfAWaiverThatChangesNothing() {
        assertFalse(lease.waive(Operation.READ), "had not waited");
        lease.tryTake(Operation.WRITE);
        lease.tryTake(Operation.READ);
        assertFalse(lease.waive(Operation.READ), "a job is out");
        lease.giveBack(Operation.WRITE);
        assertFalse(lease.isWaiting(Operation.READ));
        lease.tryTake(Operation.ACCEPT);
        lease.tryTake(Operation.READ);
        lease.giveBack(Operation.ACCEPT);
        assertFalse(lease.waive(Operation.READ), "nobody stood back");
    }

    @Test
    void leavesWhoIsNextAloneWhenATakeIsUndone() {
        lease.tryTake(Operation.WRITE);
        lease.tryTake(Operation.READ);
        lease.giveBack(Operation.WRITE);

        assertTrue(lease.tryTake(Operation.READ));
        lease.undo(Operation.READ);

        assertTrue(lease.wasLast(Operation.WRITE), "the writer's job was the last that went out");
        assertTrue(lease.tryTake(Operation.WRITE), "the reader waits for memory now, not for the writer");
    }

    @Test
    void isGivenBackByItsHolderOnly() {
        lease.tryTake(Operation.READ);

        assertThrows(AssertionError.class, () -> lease.giveBack(Operation.WRITE));
        assertThrows(AssertionError.class, () -> lease.undo(Operation.ACCEPT));
    }

    @Test
    void isNeverWaitedForByAHandshake() {
        lease.tryTake(Operation.READ);
        lease.tryTake(Operation.ACCEPT);
        lease.giveBack(Operation.READ);

        assertFalse(lease.isWaiting(Operation.ACCEPT));
        assertTrue(lease.tryTake(Operation.READ));
    }
}
