package io.coxswain.core;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.util.List;

/**
 * The kernel's own settings of a socket: of each that a listener accepts, or of one that is connected or adopted. The
 * setters return {@code this}.
 *
 * <p>An option that a socket does not have is left out without a word, so that one configuration serves sockets of
 * every family: a Unix-domain socket has neither TCP_NODELAY nor keep-alive, and a kernel may have keep-alive without
 * its times. What a socket has is what {@link NetworkChannel#supportedOptions()} says.
 *
 * <p><b>Threads.</b> One at a time; read once, with the {@link LinkConfig} that it is part of.
 */
public final class SocketConfig {
    /** The largest that Linux takes for each of the keep-alive numbers. */
    private static final int KEEP_ALIVE_SECONDS_MAX = 32_767;

    private static final int KEEP_ALIVE_PROBES_MAX = 127;

    private boolean noDelay = true;
    private boolean keepAlive;
    private int keepAliveIdleSeconds;
    private int keepAliveIntervalSeconds;
    private int keepAliveProbes;
    private int receiveBytes;
    private int sendBytes;

    /** Settings with the defaults that each setter documents. */
    public SocketConfig() {}

    /** A copy that the caller's later changes do not reach. */
    SocketConfig copy() {
        SocketConfig copy =
                new SocketConfig().noDelay(noDelay).receiveBytes(receiveBytes).sendBytes(sendBytes);
        copy.keepAlive = keepAlive;
        copy.keepAliveIdleSeconds = keepAliveIdleSeconds;
        copy.keepAliveIntervalSeconds = keepAliveIntervalSeconds;
        copy.keepAliveProbes = keepAliveProbes;
        return copy;
    }

    /**
     * TCP_NODELAY; default on. The loop sends what a callback wrote in one piece, so Nagle's delay has nothing to add.
     */
    public SocketConfig noDelay(boolean on) {
        this.noDelay = on;
        return this;
    }

    /** SO_KEEPALIVE with the kernel's own times; default off. On Linux those are two hours and more. */
    public SocketConfig keepAlive(boolean on) {
        this.keepAlive = on;
        this.keepAliveIdleSeconds = 0;
        this.keepAliveIntervalSeconds = 0;
        this.keepAliveProbes = 0;
        return this;
    }

    /**
     * SO_KEEPALIVE, on, with times of its own: a peer that has vanished is found out, with
     * {@link CloseReason#IO_ERROR}, after {@code idleSeconds + probes * intervalSeconds} in which nothing came from it
     * and nothing was being sent. It finds out about machines and networks; about a peer that hangs it does not, see
     * {@link LinkConfig#readIdleNanos(long)}.
     *
     * @param idleSeconds silence before the first probe, 1 to 32,767
     * @param intervalSeconds between two probes, 1 to 32,767
     * @param probes probes without an answer, 1 to 127
     */
    public SocketConfig keepAlive(int idleSeconds, int intervalSeconds, int probes) {
        this.keepAlive = true;
        this.keepAliveIdleSeconds = idleSeconds;
        this.keepAliveIntervalSeconds = intervalSeconds;
        this.keepAliveProbes = probes;
        return this;
    }

    /** SO_RCVBUF in bytes; default 0, which leaves it to the kernel's own tuning. A listener's sockets inherit it. */
    public SocketConfig receiveBytes(int bytes) {
        this.receiveBytes = bytes;
        return this;
    }

    /** SO_SNDBUF in bytes; default 0, which leaves it to the kernel's own tuning. */
    public SocketConfig sendBytes(int bytes) {
        this.sendBytes = bytes;
        return this;
    }

    /** Sets the options of a socket that will carry a link. */
    void applyTo(NetworkChannel channel) throws IOException {
        setIfSupported(channel, StandardSocketOptions.TCP_NODELAY, noDelay);
        if (keepAlive) {
            setIfSupported(channel, StandardSocketOptions.SO_KEEPALIVE, true);
            if (keepAliveProbes > 0) {
                setNamed(channel, "TCP_KEEPIDLE", keepAliveIdleSeconds);
                setNamed(channel, "TCP_KEEPINTERVAL", keepAliveIntervalSeconds);
                setNamed(channel, "TCP_KEEPCOUNT", keepAliveProbes);
            }
        }
        if (sendBytes > 0) {
            setIfSupported(channel, StandardSocketOptions.SO_SNDBUF, sendBytes);
        }
        applyReceiveBytes(channel);
    }

    /** Sets those options of a server socket that its connections need from their first packet on. */
    void applyToServer(NetworkChannel channel) throws IOException {
        setIfSupported(channel, StandardSocketOptions.SO_REUSEADDR, true);
        applyReceiveBytes(channel);
    }

    private void applyReceiveBytes(NetworkChannel channel) throws IOException {
        if (receiveBytes > 0) {
            setIfSupported(channel, StandardSocketOptions.SO_RCVBUF, receiveBytes);
        }
    }

    private static <T> void setIfSupported(NetworkChannel channel, SocketOption<T> option, T value) throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, value);
        }
    }

    /** Sets an option that is found by its name, since not every Java runtime has the module that declares it. */
    @SuppressWarnings("unchecked") // The type of the option is looked at first.
    private static void setNamed(NetworkChannel channel, String name, int value) throws IOException {
        for (SocketOption<?> option : channel.supportedOptions()) {
            if (option.name().equals(name) && option.type() == Integer.class) {
                channel.setOption((SocketOption<Integer>) option, value);
            }
        }
    }

    /** Adds a sentence for everything that is out of range. */
    void addViolations(List<String> found) {
        within(found, "receiveBytes", receiveBytes, 0, Integer.MAX_VALUE);
        within(found, "sendBytes", sendBytes, 0, Integer.MAX_VALUE);
        boolean hasTimes = keepAliveIdleSeconds != 0 || keepAliveIntervalSeconds != 0 || keepAliveProbes != 0;
        if (hasTimes) {
            within(found, "keepAliveIdleSeconds", keepAliveIdleSeconds, 1, KEEP_ALIVE_SECONDS_MAX);
            within(found, "keepAliveIntervalSeconds", keepAliveIntervalSeconds, 1, KEEP_ALIVE_SECONDS_MAX);
            within(found, "keepAliveProbes", keepAliveProbes, 1, KEEP_ALIVE_PROBES_MAX);
        }
    }

    private static void within(List<String> found, String name, int value, int min, int max) {
        if (value < min) {
            found.add(name + " of " + value + " is below " + min);
        } else if (value > max) {
            found.add(name + " of " + value + " is above " + max);
        }
    }
}
