package io.coxswain.benchmarks;

import java.util.ArrayDeque;

/**
 * Interest is cleared at the first firing for nothing, and, before the loop blocks, for every half that has just been
 * lent and is not home yet.
 *
 * <p>Such a key was readable a moment ago and most likely still is: the select that is meant to block would return at
 * once and only then be told. A loop that does not block pays nothing for this.
 *
 * <p><b>Threads.</b> The loop.
 */
final class QuietInterest implements Interest {
    private final InterestBits bits;
    private final ArrayDeque<EchoLink> lentSinceBlock = new ArrayDeque<>(1024);

    QuietInterest(InterestBits bits) {
        this.bits = bits;
    }

    @Override
    public void onLent(EchoLink link) {
        if (!link.isNoted) {
            link.isNoted = true;
            lentSinceBlock.addLast(link);
        }
    }

    @Override
    public void onTakenFiring(EchoLink link) {
        bits.clear(link);
    }

    @Override
    public void onHome(EchoLink link) {
        bits.restore(link);
    }

    @Override
    public void beforeBlock() {
        EchoLink link = lentSinceBlock.pollFirst();
        while (link != null) {
            link.isNoted = false;
            if (link.isReceivingTaken && link.key().isValid()) {
                bits.clear(link);
            }
            link = lentSinceBlock.pollFirst();
        }
    }
}
