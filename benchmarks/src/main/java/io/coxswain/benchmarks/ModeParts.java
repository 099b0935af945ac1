package io.coxswain.benchmarks;

import io.coxswain.queues.JobInbox;
import java.nio.channels.Selector;

/**
 * Makes the parts of a loop that a mode asks for.
 *
 * <p><b>Threads.</b> Whoever starts the loop.
 */
final class ModeParts {
    private ModeParts() {}

    static Division division(HandOverMode mode, EchoLoop loop) {
        return switch (mode.jobs()) {
            case INLINE -> new InlineDivision(loop);
            case READ -> new ReadDivision(loop);
            case WRITE -> new WriteDivision(loop);
            case SEPARATE -> new SeparateDivision(loop);
            case COMBINED -> new CombinedDivision(loop, mode.idling().lingerNanos() > 0);
            case SELECT -> new CombinedDivision(loop, false);
        };
    }

    static Readiness readiness(HandOverMode mode, EchoLoop loop, Selector selector, Thread loopThread) {
        if (mode.jobs() == HandOverMode.Jobs.SELECT) {
            return new WorkerReadiness(loop, selector, loopThread);
        }
        InterestBits bits = new InterestBits(loop.counters());
        Interest interest = switch (mode.interest()) {
            case ARMED -> new ArmedInterest();
            case LAZY1 -> new LazyInterest(bits, 1);
            case LAZY2 -> new LazyInterest(bits, 2);
            case REARM -> new RearmedInterest(bits);
            case QUIET -> new QuietInterest(bits);
        };
        return new LoopReadiness(loop, selector, interest, mode.pace().selectGapNanos());
    }

    static Waking waking(HandOverMode mode, Crew crew, JobInbox<EchoJob> inbox) {
        return switch (mode.wake()) {
            case EACH -> new DispatchWaking(crew);
            case STAGE -> new StageWaking(crew);
            case PATIENT -> new PatientWaking(crew, inbox, mode.pace().wakeAgeNanos());
        };
    }
}
