package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/**
 * What becomes of each setting on a socket that has the option, and on one that has not. Ranges:
 * {@link EngineConfigTest}.
 */
final class SocketConfigTest {
    private static final SocketConfig EVERYTHING = new SocketConfig()
            .noDelay(false)
            .keepAlive(61, 7, 3)
            .receiveBytes(10_000)
            .sendBytes(20_000);

    private static Object optionNamed(SocketChannel channel, String name) throws IOException {
        for (SocketOption<?> option : channel.supportedOptions()) {
            if (option.name().equals(name)) {
                return channel.getOption(option);
            }
        }
        return "not supported";
    }

    @Test
    void setsEveryOptionOfATcpSocket() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            EVERYTHING.applyTo(channel);

            assertEquals(false, channel.getOption(StandardSocketOptions.TCP_NODELAY));
            assertEquals(true, channel.getOption(StandardSocketOptions.SO_KEEPALIVE));
            assertEquals(61, optionNamed(channel, "TCP_KEEPIDLE"));
            assertEquals(7, optionNamed(channel, "TCP_KEEPINTERVAL"));
            assertEquals(3, optionNamed(channel, "TCP_KEEPCOUNT"));
            // Linux doubles both, for its own use.
            assertTrue(channel.getOption(StandardSocketOptions.SO_RCVBUF) >= 10_000);
            assertTrue(channel.getOption(StandardSocketOptions.SO_SNDBUF) <= 40_000);
        }
    }

    @Test
    void leavesTheKernelsSettingsAloneUnlessTold() throws IOException {
        try (SocketChannel plain = SocketChannel.open();
                SocketChannel channel = SocketChannel.open()) {
            new SocketConfig().applyTo(channel);

            assertEquals(true, channel.getOption(StandardSocketOptions.TCP_NODELAY));
            assertEquals(false, channel.getOption(StandardSocketOptions.SO_KEEPALIVE));
            assertEquals(
                    plain.getOption(StandardSocketOptions.SO_SNDBUF),
                    channel.getOption(StandardSocketOptions.SO_SNDBUF));
            new SocketConfig().keepAlive(61, 7, 3).keepAlive(true).applyTo(channel);
            assertEquals(true, channel.getOption(StandardSocketOptions.SO_KEEPALIVE));
            assertEquals(optionNamed(plain, "TCP_KEEPIDLE"), optionNamed(channel, "TCP_KEEPIDLE"));
        }
    }

    @Test
    void leavesOutWhatAUnixDomainSocketDoesNotHave() throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            EVERYTHING.applyTo(channel);

            assertTrue(channel.getOption(StandardSocketOptions.SO_SNDBUF) <= 40_000);
            assertEquals("not supported", optionNamed(channel, "TCP_NODELAY"));
        }
    }
}
