package io.coxswain.benchmarks;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A thread for each connection that blocks when there is nothing to read, and a lock around the state: what a user
 * might take in place of a loop. Setting {@code kind}: {@code platform}, or {@code virtual}, which takes a JDK of
 * version 21 or newer.
 *
 * <p>It reads what there is into a buffer, and writes once for all frames that it found there, as an expert would.
 *
 * <p><b>Threads.</b> {@code cox-accept}, and one for each connection, which are accounted as workers; virtual ones
 * run on threads of the JDK, which are accounted as others. No thread owns the state, so there is no figure of one.
 */
final class ThreadsService implements Service {
    private static final int BACKLOG = 1024;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int HEADER_BYTES = 4;

    private final ServerSocket listener;
    private final boolean isVirtual;
    private final Application application;
    private final Work work;
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong frames = new AtomicLong();

    /** All connections, for a fan-out. */
    private final List<Connection> connections = new CopyOnWriteArrayList<>();

    // ---- who holds the lock ----
    private final ReentrantLock lock = new ReentrantLock();
    private final KvTable table = new KvTable();

    private ThreadsService(ServerSocket listener, boolean isVirtual, Application application, Work work) {
        this.listener = listener;
        this.isVirtual = isVirtual;
        this.application = application;
        this.work = work;
    }

    static ThreadsService start(Map<String, String> settings, Work work) throws IOException {
        ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        boolean isVirtual = settings.getOrDefault("kind", "platform").equals("virtual");
        ThreadsService service = new ThreadsService(listener, isVirtual, Service.application(settings), work);
        Thread acceptor = new Thread(service::accept, "cox-accept");
        acceptor.setDaemon(true);
        acceptor.start();
        return service;
    }

    /** Whether this JVM has virtual threads. */
    static boolean hasVirtualThreads() {
        return Runtime.version().feature() >= 21;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Connection connection = new Connection(socket);
                connections.add(connection);
                start(connection::serve);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** By its name, since this is compiled for a JDK that does not know of virtual threads. */
    private void start(Runnable task) {
        if (isVirtual) {
            try {
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
            } catch (ReflectiveOperationException tooOld) {
                throw new IllegalStateException("virtual threads need a JDK of version 21 or newer", tooOld);
            }
        } else {
            Thread thread = new Thread(task, "cox-worker-" + numbers.getAndIncrement());
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public String describe() {
        lock.lock();
        try {
            return "nanos " + System.nanoTime() + " spentNanos " + work.spentNanos() + " frames " + frames.get()
                    + AllocatedBytes.describe();
        } finally {
            lock.unlock();
        }
    }

    /**
     * One connection.
     *
     * <p><b>Threads.</b> Its own; {@link #send} is for whoever holds the lock.
     */
    private final class Connection {
        private final Socket socket;
        private final OutputStream out;
        private final byte[] bytes = new byte[BUFFER_BYTES];
        private final ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
        }

        void serve() {
            try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
                int filled = 0;
                while (true) {
                    int count = in.read(bytes, filled, bytes.length - filled);
                    if (count < 0) {
                        throw new EOFException();
                    }
                    filled += count;
                    int complete = answer(filled);
                    System.arraycopy(bytes, complete, bytes, 0, filled - complete);
                    filled -= complete;
                }
            } catch (IOException gone) {
                connections.remove(this);
            }
        }

        /** Answers all complete frames at once, and tells where they end. */
        private int answer(int filled) throws IOException {
            int complete = 0;
            int count = 0;
            lock.lock();
            try {
                while (filled - complete >= HEADER_BYTES && filled - complete >= view.getInt(complete)) {
                    int frameBytes = view.getInt(complete);
                    work.spend();
                    if (application == Application.KV) {
                        table.answer(view.limit(complete + frameBytes).position(complete));
                        view.clear();
                    }
                    complete += frameBytes;
                    count++;
                }
                boolean isHello = bytes[Application.HELLO_OFFSET] == Application.HELLO;
                if (application == Application.FANOUT && !isHello) {
                    for (Connection connection : connections) {
                        connection.send(bytes, complete);
                    }
                }
            } finally {
                lock.unlock();
            }
            frames.addAndGet(count);
            if (application != Application.FANOUT || bytes[Application.HELLO_OFFSET] == Application.HELLO) {
                out.write(bytes, 0, complete);
            }
            return complete;
        }

        private void send(byte[] from, int count) throws IOException {
            out.write(from, 0, count);
        }
    }
}
