package io.coxswain.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the loop something from another thread, and waits no longer for the answer than it was told.
 *
 * <p><b>Threads.</b> Any but the loop, which would wait for itself.
 */
final class LoopInquiry {
    private LoopInquiry() {}

    /**
     * Asks, and waits.
     *
     * @param question answered on the loop, between the callbacks of links
     * @param nanosMax how long to wait, in nanoseconds
     * @return null if the loop has not answered by then, is full or has ended, or the caller was interrupted, whose
     *     interrupt status is then set
     */
    static <T> @Nullable T ask(Engine engine, Function<Loop, T> question, long nanosMax) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Submission submission = engine.execute(loop -> {
            // Nobody waits for it any more, and to answer may be a lot of work.
            if (!answer.isDone()) {
                answer.complete(question.apply(loop));
            }
        });
        if (submission != Submission.ACCEPTED) {
            return null;
        }
        try {
            return answer.get(nanosMax, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(false);
        }
        return null;
    }
}
