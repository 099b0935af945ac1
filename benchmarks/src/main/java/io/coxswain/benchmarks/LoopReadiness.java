package io.coxswain.benchmarks;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/**
 * The loop selects.
 *
 * <p>While the loop has something to deliver it may leave the selector alone for a while: the kernel's part of a select
 * costs by the key, less so when there are many at once, and jobs that are out come back through the outbox.
 *
 * <p><b>Threads.</b> {@link #unblock()} is for any thread; the rest is for the loop.
 *
 * <p><b>Limits.</b> {@value #FIRED_MAX} keys in one select, which is what the JDK asks the kernel for.
 */
final class LoopReadiness implements Readiness {
    private static final int FIRED_MAX = 1024;

    private final EchoLoop loop;
    private final Selector selector;
    private final Interest interest;
    private final long gapNanos;
    private final LoopCounters counters;
    private final Consumer<SelectionKey> collect = this::onFired;
    private final EchoLink[] fired = new EchoLink[FIRED_MAX];
    private int firedCount;
    private long lastPollNanos = System.nanoTime();

    LoopReadiness(EchoLoop loop, Selector selector, Interest interest, long gapNanos) {
        this.loop = loop;
        this.selector = selector;
        this.interest = interest;
        this.gapNanos = gapNanos;
        this.counters = loop.counters();
    }

    @Override
    public void add(EchoLink link) {
        link.register(selector);
    }

    @Override
    public void onLent(EchoLink link) {
        interest.onLent(link);
    }

    @Override
    public void onHome(EchoLink link) {
        link.takenFirings = 0;
        interest.onHome(link);
    }

    @Override
    public void poll(boolean isUrgent) throws IOException {
        if (gapNanos > 0) {
            long nowNanos = System.nanoTime();
            if (!isUrgent && nowNanos - lastPollNanos < gapNanos) {
                return;
            }
            lastPollNanos = nowNanos;
        }
        counters.selects++;
        selector.selectNow(collect);
    }

    @Override
    public void block() throws IOException {
        interest.beforeBlock();
        counters.selects++;
        counters.blocks++;
        selector.select(collect);
    }

    /** Runs under the selector's locks, so it only collects. */
    private void onFired(SelectionKey key) {
        EchoLink link = (EchoLink) key.attachment();
        counters.firings++;
        if (link.isReceivingTaken) {
            counters.takenFirings++;
            link.takenFirings++;
            interest.onTakenFiring(link);
        } else {
            fired[firedCount++] = link;
        }
    }

    @Override
    public void handOver() {
        for (int i = 0; i < firedCount; i++) {
            loop.onReadable(fired[i]);
        }
        firedCount = 0;
    }

    @Override
    public void unblock() {
        selector.wakeup();
    }
}
