package io.coxswain.core;

/**
 * What keeps a link that is to end from ending: jobs of it that are out, and the application, inside of which the loop
 * is.
 *
 * <pre>
 *     LIVE ---- end() ----&gt; ENDING ---- nothing holds it any more ----&gt; UNHELD
 * </pre>
 *
 * <p>So to close a link whose job is out only marks it. The last completion lets it go, and not before that may its
 * segments be returned: the worker has them.
 *
 * <p><b>Threads.</b> The loop. That is why the counts are plain ints: a worker does not release a link, it completes a
 * job, and the loop that drains the completion releases.
 *
 * <p><b>Memory.</b> Whatever a worker did to a link's segments comes before its completion, and that is drained before
 * {@link #releaseForJob()}. Lessons: {@code Close_01} to {@code Close_08}.
 */
final class LinkHolds {
    /** Whom to tell that nothing holds the link any more. */
    interface Listener {
        /** Called once, by whichever method finds that nothing holds a link that is to end. */
        void onUnheld();
    }

    private enum State {
        /** Nobody wants the link to end. */
        LIVE,
        /** It ends as soon as nothing holds it. */
        ENDING,
        /** Nothing holds it, and that was told. */
        UNHELD
    }

    private final Listener listener;

    private State state = State.LIVE;
    private int jobsOut;
    private int callbackDepth;

    /** Makes the holds of a new link, which nothing holds. */
    LinkHolds(Listener listener) {
        this.listener = listener;
    }

    /** A job of one half goes out; the link stays until it is back. */
    void retainForJob() {
        assert state != State.UNHELD && jobsOut < 2 : "a third job, or one of a link that is over";
        jobsOut++;
    }

    /** A job is back. */
    void releaseForJob() {
        assert jobsOut > 0 : "a job came back twice";
        jobsOut--;
        endIfUnheld();
    }

    /** The loop goes into the application for this link. */
    void enter() {
        assert state != State.UNHELD : "into the application with a link that is over";
        callbackDepth++;
    }

    /** The loop is back from the application. */
    void leave() {
        assert callbackDepth > 0 : "leave() without enter()";
        callbackDepth--;
        endIfUnheld();
    }

    /** Whether the loop is inside the application for this link. */
    boolean isInside() {
        return callbackDepth > 0;
    }

    /** From now on the link ends, at once or when nothing holds it any more. */
    void end() {
        assert state == State.LIVE : "a second end";
        state = State.ENDING;
        endIfUnheld();
    }

    private void endIfUnheld() {
        if (state == State.ENDING && jobsOut == 0 && callbackDepth == 0) {
            state = State.UNHELD;
            listener.onUnheld();
        }
    }

    /** Who holds a link that is to end, for people; nothing while it lives. */
    @Override
    public String toString() {
        if (state == State.LIVE) {
            return "";
        }
        return ", held by " + jobsOut + " jobs" + (callbackDepth > 0 ? " and the application" : "");
    }

    /** Whether the link may give back what it has. */
    boolean isUnheld() {
        return state == State.UNHELD;
    }
}
