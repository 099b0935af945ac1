package io.coxswain.tls;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * What a machine costs beside its bare engine, on one thread: a program, not a test. Each figure is CPU
 * time of that thread, the best of several rounds, with heap buffers for ciphertext, AES-GCM as the JDK
 * chooses it.
 *
 * <pre>
 * mvn -pl tls test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=io.coxswain.tls.Figures
 * </pre>
 */
final class Figures {
    private static final int ROUNDS = 12;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final TlsTerms server;
    private final TlsTerms client;
    private SSLEngine engine;

    private Figures() throws Exception {
        SSLContext serverContext =
                TlsMaterial.load(Keys.SERVER, List.of(Keys.AUTHORITY), null).context();
        SSLContext clientContext =
                TlsMaterial.load(null, List.of(Keys.AUTHORITY), null).context();
        server = new TlsConfig(serverContext).terms();
        client = new TlsConfig((host, port) -> engine = clientContext.createSSLEngine())
                .endpointIdentification(false)
                .terms();
        engine = clientContext.createSSLEngine();
    }

    public static void main(String[] arguments) throws Exception {
        Figures figures = new Figures();
        System.out.println(System.getProperty("java.vm.version"));
        figures.handshakes();
        for (int bytes : new int[] {200, 16_000}) {
            figures.records(bytes, ByteBuffer.allocateDirect(bytes), ByteBuffer.allocateDirect(20_000));
        }
    }

    private void handshakes() {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            int count = 50;
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < count; i++) {
                open();
            }
            best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - start) / 1_000.0 / count);
        }
        System.out.printf(Locale.ROOT, "full handshake, both ends: %.0f us%n", best);
    }

    private Conversation open() {
        return new Conversation(
                        new End(client.dial(Keys.HOST, 1), 20_000, 40_000),
                        new End(server.accept(), 20_000, 40_000),
                        Conversation.WHOLE)
                .handshake();
    }

    private void records(int bytes, ByteBuffer message, ByteBuffer plaintext) throws SSLException {
        int count = bytes < 1_000 ? 20_000 : 4_000;
        double machine = Double.MAX_VALUE;
        double bare = Double.MAX_VALUE;
        double machineBytes = Double.MAX_VALUE;
        double bareBytes = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            Conversation talk = open().settle();
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long start = THREADS.getCurrentThreadCpuTime();
            byMachine(talk, count, message, plaintext);
            machine = Math.min(machine, (double) (THREADS.getCurrentThreadCpuTime() - start) / count);
            machineBytes =
                    Math.min(machineBytes, (double) (THREADS.getCurrentThreadAllocatedBytes() - allocated) / count);
            SSLEngine sender = engine;
            allocated = THREADS.getCurrentThreadAllocatedBytes();
            start = THREADS.getCurrentThreadCpuTime();
            wrapBare(sender, count, message);
            bare = Math.min(bare, (double) (THREADS.getCurrentThreadCpuTime() - start) / count);
            bareBytes = Math.min(bareBytes, (double) (THREADS.getCurrentThreadAllocatedBytes() - allocated) / count);
        }
        double wrapOnly = wrapByMachine(count, message);
        System.out.printf(
                Locale.ROOT,
                "record of %d bytes: wrap and unwrap %.0f ns, %.0f bytes allocated; wrap alone %.0f ns, bare engine %.0f ns and "
                        + "%.0f bytes%n",
                bytes,
                machine,
                machineBytes,
                wrapOnly,
                bare,
                bareBytes);
    }

    private static void byMachine(Conversation talk, int count, ByteBuffer message, ByteBuffer plaintext) {
        TlsMachine from = talk.client.machine;
        TlsMachine to = talk.server.machine;
        ByteBuffer[] sources = {message};
        for (int i = 0; i < count; i++) {
            message.clear();
            TlsVerdict wrapped = from.wrap(sources, 0, 1);
            to.receiveBuffer().put(from.sendBuffer());
            plaintext.clear();
            TlsVerdict unwrapped = to.unwrap(plaintext);
            if (wrapped != TlsVerdict.DONE
                    || unwrapped != TlsVerdict.NEED_MORE
                    || plaintext.position() != message.limit()) {
                throw new AssertionError(wrapped + ", " + unwrapped);
            }
        }
    }

    private double wrapByMachine(int count, ByteBuffer message) {
        double best = Double.MAX_VALUE;
        ByteBuffer[] sources = {message};
        for (int round = 0; round < ROUNDS; round++) {
            TlsMachine from = open().settle().client.machine;
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < count; i++) {
                message.clear();
                from.wrap(sources, 0, 1);
                ByteBuffer sent = from.sendBuffer();
                sent.position(sent.limit());
            }
            best = Math.min(best, (double) (THREADS.getCurrentThreadCpuTime() - start) / count);
        }
        return best;
    }

    private static void wrapBare(SSLEngine sender, int count, ByteBuffer message) throws SSLException {
        ByteBuffer[] sources = {message};
        ByteBuffer network = ByteBuffer.allocate(40_000);
        for (int i = 0; i < count; i++) {
            message.clear();
            network.clear();
            sender.wrap(sources, 0, 1, network);
        }
    }
}
