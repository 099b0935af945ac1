package io.coxswain.benchmarks;

/**
 * Workers read and write; when all frames of a link are delivered, one job writes the replies and reads again.
 *
 * <p>Where workers linger, the job asks for it only while other links wait to be delivered: then nobody waits for the
 * half to come home, and a READ job and the selector's part in it are saved. A loop with nothing to do wants the half
 * back at once.
 *
 * <p><b>Threads.</b> The loop.
 */
final class CombinedDivision implements Division {
    private final EchoLoop loop;
    private final boolean mayLinger;

    CombinedDivision(EchoLoop loop, boolean mayLinger) {
        this.loop = loop;
        this.mayLinger = mayLinger;
    }

    @Override
    public void onReadable(EchoLink link) {
        link.lingers = false;
        loop.lendReceiving(link);
    }

    @Override
    public void onDelivered(EchoLink link, boolean isDrained) {
        if (isDrained && !link.isSendingLent && link.hasReplies()) {
            link.lingers = mayLinger && loop.hasReady();
            loop.lendBoth(link);
            return;
        }
        if (isDrained) {
            loop.onReceivingHome(link);
        }
        loop.lendSending(link);
    }
}
