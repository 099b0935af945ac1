package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.core.SendResult;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Channels and patterns; the replies are those of Redis 7.0. Long messages and slow readers are tested over sockets.
 */
class PubSubCommandsTest {
    private final Console console = new Console();
    private final Session subscriber = console.connect(8);
    private final FakeLink link = (FakeLink) subscriber.link();

    private String shown(String line) {
        return console.shown(line);
    }

    private String subscriber(String line) {
        return console.shown(subscriber, line);
    }

    @Test
    void sendsAMessageToTheSubscribersOfItsChannel() {
        assertEquals("#0", shown("PUBLISH news hello"));
        assertEquals("[subscribe news #1] [subscribe sport #2]", subscriber("SUBSCRIBE news sport"));

        assertEquals("#1", shown("PUBLISH news hello"));
        assertEquals("#0", shown("PUBLISH weather rain"));
        assertEquals("#1", shown("PUBLISH sport ''"));

        assertEquals("[message news hello] [message sport ]", link.takePushed());
    }

    @Test
    void sendsAMessageToTheSubscribersOfAPattern() {
        assertEquals("[psubscribe n*s #1] [psubscribe [ab] #2]", subscriber("PSUBSCRIBE n*s [ab]"));

        assertEquals("#1", shown("PUBLISH news hello"));
        assertEquals("#1", shown("PUBLISH a hello"));
        assertEquals("#0", shown("PUBLISH c hello"));

        assertEquals("[pmessage n*s news hello] [pmessage [ab] a hello]", link.takePushed());
    }

    @Test
    void sendsItOnceForEachWayInWhichASessionIsSubscribed() {
        subscriber("SUBSCRIBE news");
        subscriber("PSUBSCRIBE n* *");
        Session other = console.connect(9);
        console.shown(other, "SUBSCRIBE news");

        assertEquals("#4", shown("PUBLISH news hello"));

        assertEquals("[message news hello] [pmessage n* news hello] [pmessage * news hello]", link.takePushed());
        assertEquals("[message news hello]", ((FakeLink) other.link()).takePushed());
    }

    @Test
    void countsASubscriptionOnce() {
        assertEquals("[subscribe a #1] [subscribe a #1]", subscriber("SUBSCRIBE a a"));
        assertEquals("[psubscribe a #2]", subscriber("PSUBSCRIBE a"));
        assertEquals("#2", shown("PUBLISH a x"));
    }

    @Test
    void endsSubscriptions() {
        subscriber("SUBSCRIBE a b c");
        subscriber("PSUBSCRIBE a* b*");

        assertEquals("[unsubscribe b #4] [unsubscribe x #4]", subscriber("UNSUBSCRIBE b x"));
        assertEquals("[unsubscribe a #3] [unsubscribe c #2]", subscriber("UNSUBSCRIBE"));
        assertEquals("[unsubscribe nil #2]", subscriber("UNSUBSCRIBE"));
        assertEquals("#1", shown("PUBLISH a x"));
        assertEquals("[punsubscribe a* #1]", subscriber("PUNSUBSCRIBE a*"));
        assertEquals("[punsubscribe b* #0]", subscriber("PUNSUBSCRIBE"));
        assertEquals("[punsubscribe nil #0]", subscriber("PUNSUBSCRIBE"));

        assertEquals("#0", shown("PUBLISH a x"));
        assertEquals("nil", subscriber("GET a"));
    }

    @Test
    void tellsOfChannelsAndPatterns() {
        subscriber("SUBSCRIBE news sport");
        subscriber("PSUBSCRIBE n*");
        Session other = console.connect(9);
        console.shown(other, "SUBSCRIBE news");
        console.shown(other, "PSUBSCRIBE n*");

        assertEquals("[news sport]", shown("PUBSUB CHANNELS"));
        assertEquals("[sport]", shown("PUBSUB CHANNELS s*"));
        assertEquals("[news #2 none #0 sport #1]", shown("PUBSUB NUMSUB news none sport"));
        assertEquals("[]", shown("PUBSUB NUMSUB"));
        assertEquals("#1", shown("PUBSUB NUMPAT"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET a", "PUBLISH a b", "CLIENT LIST", "HELLO", "PUBSUB CHANNELS", "COMMAND"})
    void letsASubscriberDoNothingElse(String line) {
        subscriber("SUBSCRIBE a");
        String name = line.split(" ", 2)[0].toLowerCase(Locale.ROOT);

        assertEquals(
                "!ERR Can't execute '" + name + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are"
                        + " allowed in this context",
                subscriber(line));
        assertEquals("", link.takePushed());
    }

    @Test
    void answersASubscribersPingInTheFormOfAMessage() {
        subscriber("PSUBSCRIBE a");

        assertEquals("[pong ]", subscriber("PING"));
        assertEquals("[pong x]", subscriber("PING x"));
        assertEquals("+OK", subscriber("QUIT"));
        assertTrue(subscriber.isEnding());
    }

    @Test
    void beginsTheSessionAnew() {
        subscriber("CLIENT SETNAME me");
        subscriber("SUBSCRIBE a");
        subscriber("PSUBSCRIBE a*");

        assertEquals("+RESET", subscriber("RESET"));

        assertEquals("#0", shown("PUBLISH a x"));
        assertEquals("+PONG", subscriber("PING"));
        assertEquals("nil", subscriber("CLIENT GETNAME"));
    }

    @Test
    void forgetsASessionThatHasEnded() {
        subscriber("SUBSCRIBE a b");
        subscriber("PSUBSCRIBE a*");

        console.state.pubSub().leave(subscriber);

        assertEquals("#0", shown("PUBLISH a x"));
        assertEquals("[]", shown("PUBSUB CHANNELS"));
        assertEquals("#0", shown("PUBSUB NUMPAT"));
    }

    @ParameterizedTest
    @EnumSource(
            value = SendResult.class,
            names = {"FULL", "TOO_LARGE", "ENGINE_FULL"})
    void dropsASubscriberThatCannotBeGivenAMessage(SendResult refusal) {
        Session other = console.connect(9);
        subscriber("SUBSCRIBE a");
        console.shown(other, "SUBSCRIBE a");
        link.result = refusal;

        assertEquals("#1", shown("PUBLISH a x"));

        assertTrue(link.closed);
        assertFalse(console.clients.all().contains(subscriber));
        Clients.DropReason reason =
                refusal == SendResult.ENGINE_FULL ? Clients.DropReason.NO_BUFFER : Clients.DropReason.SLOW_SUBSCRIBER;
        assertEquals(1, console.clients.droppedCount(reason));
        assertEquals("[message a x]", ((FakeLink) other.link()).takePushed());
        assertEquals("#1", shown("PUBLISH a y"));
        assertEquals(1, console.clients.droppedCount(reason), "dropped once");
    }

    @Test
    void goesOnWithASubscriberAboveTheSoftLimit() {
        subscriber("SUBSCRIBE a");
        link.result = SendResult.ACCEPTED_ABOVE_SOFT;

        assertEquals("#1", shown("PUBLISH a x"));
        assertFalse(link.closed);
    }

    /** The fake engine has no buffers at all. */
    @Test
    void refusesToPublishWithoutABufferToShare() {
        subscriber("SUBSCRIBE a");
        console.shown(console.connect(9), "SUBSCRIBE a");
        String longMessage = "x".repeat(PubSub.SHARED_BYTES_MIN);

        assertEquals("!OOM all buffers are in use", Replies.shown(console.ask("PUBLISH", "a", longMessage)));
        assertEquals("", link.takePushed());
    }

    @Test
    void refusesAWrongNumberOfArguments() {
        assertEquals("!ERR wrong number of arguments for 'subscribe' command", shown("SUBSCRIBE"));
        assertEquals("!ERR wrong number of arguments for 'psubscribe' command", shown("PSUBSCRIBE"));
        assertEquals("!ERR wrong number of arguments for 'publish' command", shown("PUBLISH a"));
        assertEquals("!ERR wrong number of arguments for 'pubsub|channels' command", shown("PUBSUB CHANNELS a b"));
    }
}
