package io.coxswain.tls;

import io.coxswain.fuzz.Choices;
import io.coxswain.fuzz.Effort;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one end once said from its first byte to its close_notify, record by record, and how far the other end
 * understands it. An input edits it and plays it to that other end, which is made anew each time, and has the same
 * randomness.
 *
 * <p><b>Threads.</b> Any: immutable.
 */
final class TlsTape {
    /** Which conversation it is. */
    record Scene(TlsVersion version, boolean asksForCertificate, boolean accepts) {
        TlsMachine listener() {
            return accepts ? TlsScene.accepting(version, asksForCertificate) : TlsScene.dialing(version);
        }

        TlsMachine speaker() {
            return accepts ? TlsScene.dialing(version) : TlsScene.accepting(version, asksForCertificate);
        }
    }

    private static final Map<Scene, TlsTape> TAPES = new ConcurrentHashMap<>();
    private static final int[] MESSAGES_BYTES = {10, 3_000, 2_000, 1, 500};
    private static final int EDITS_MAX = 6;
    private static final int HEADER_BYTES = 5;

    /** A handshake of the JDK takes a few hundred kilobytes, and copies what it gets. */
    private static final long ALLOCATED_BYTES_MAX = 8 << 20;

    private static final long MILLIS_MAX = 3_000;

    private final Scene scene;

    /** Those of the end that speaks. */
    private final List<byte[]> records;

    /** For each record, how many bytes of the application have been heard when it has come. */
    private final int[] heardBytes;

    /** What the application says. */
    private final byte[] text;

    private TlsTape(Scene scene, List<byte[]> records, byte[] text) {
        this.scene = scene;
        this.records = records;
        this.heardBytes = heardBytes(scene, records);
        this.text = text;
    }

    static TlsTape of(Scene scene) {
        return TAPES.computeIfAbsent(scene, TlsTape::record);
    }

    private static TlsTape record(Scene scene) {
        TlsMachine listener = scene.listener();
        TlsMachine speaker = scene.speaker();
        for (TlsMachine machine : List.of(listener, speaker)) {
            machine.attach(TlsBuffer.INBOUND, ByteBuffer.allocate(64 << 10));
            machine.attach(TlsBuffer.OUTBOUND, ByteBuffer.allocate(64 << 10));
        }
        ByteArrayOutputStream spoken = new ByteArrayOutputStream();
        boolean speaks = false;
        for (int turn = 0; turn < 20 && !speaks; turn++) {
            speaks = speaker.negotiated() != null || speaker.handshake() == TlsVerdict.FINISHED;
            carry(speaker, listener, spoken);
            if (listener.negotiated() == null) {
                listener.handshake();
            }
            carry(listener, speaker, new ByteArrayOutputStream());
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ByteBuffer ignored = ByteBuffer.allocate(64 << 10);
        for (int messageBytes : MESSAGES_BYTES) {
            byte[] message = new byte[messageBytes];
            Arrays.fill(message, (byte) ('a' + messageBytes % 26));
            text.writeBytes(message);
            speaker.wrap(new ByteBuffer[] {ByteBuffer.wrap(message)}, 0, 1);
            carry(speaker, listener, spoken);
            listener.unwrap(ignored.clear());
            carry(listener, speaker, new ByteArrayOutputStream());
            speaker.unwrap(ignored.clear());
        }
        speaker.closeOutput();
        speaker.wrap(new ByteBuffer[0], 0, 0);
        carry(speaker, listener, spoken);
        List<byte[]> records = recordsIn(spoken.toByteArray());
        return new TlsTape(scene, records, text.toByteArray());
    }

    private static void carry(TlsMachine from, TlsMachine to, ByteArrayOutputStream copy) {
        ByteBuffer bytes = from.sendBuffer();
        byte[] taken = new byte[bytes.remaining()];
        bytes.get(taken);
        copy.writeBytes(taken);
        to.receiveBuffer().put(taken);
    }

    private static List<byte[]> recordsIn(byte[] stream) {
        List<byte[]> records = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        while (bytes.hasRemaining()) {
            byte[] record = new byte[HEADER_BYTES + (bytes.getShort(bytes.position() + 3) & 0xffff)];
            bytes.get(record);
            records.add(record);
        }
        return records;
    }

    private static int[] heardBytes(Scene scene, List<byte[]> records) {
        int[] heardBytes = new int[records.size()];
        for (int i = 0; i < heardBytes.length; i++) {
            TlsFeed feed = new TlsFeed(scene.listener(), join(records.subList(0, i + 1)), once()).run();
            heardBytes[i] = feed.heard().length;
        }
        return heardBytes;
    }

    private static Choices.Cuts once() {
        return new Choices(new byte[] {1}).cuts();
    }

    private static byte[] join(List<byte[]> records) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        records.forEach(stream::writeBytes);
        return stream.toByteArray();
    }

    /**
     * Plays it with the edits that an input chooses: what is heard is what was said, up to the first edit at least; and
     * how it is cut does not show.
     */
    void play(Choices choices, boolean endsInput, boolean tinyBuffers) {
        Choices.Cuts cuts = choices.cuts();
        List<byte[]> edited = new ArrayList<>(records);
        int first = records.size();
        for (int edits = 0; edits < EDITS_MAX && !choices.isEmpty() && !edited.isEmpty(); edits++) {
            first = Math.min(first, edit(edited, choices));
            edited.removeIf(record -> record.length == 0);
        }
        byte[] stream = join(edited);
        TlsFeed whole = feed(stream, once(), endsInput, tinyBuffers);
        feedAlike(whole, stream, cuts, endsInput, tinyBuffers);

        byte[] heard = whole.heard();
        int sure = first == 0 ? 0 : heardBytes[first - 1];
        boolean isPrefix = heard.length <= text.length && Arrays.equals(heard, 0, heard.length, text, 0, heard.length);
        require(isPrefix, "heard what was not said, " + whole.outcome());
        require(
                heard.length >= sure,
                "heard less than the " + sure + " bytes before the first edit, " + whole.outcome());
        if (first == records.size()) {
            require(whole.last() == TlsVerdict.CLOSED && heard.length == text.length, "unedited, " + whole.outcome());
        }
    }

    /** Plays any bytes in its place: nothing is heard, and how they are cut does not show. */
    static void playRaw(Scene scene, Choices choices, boolean endsInput, boolean tinyBuffers) {
        TlsTape tape = of(scene);
        Choices.Cuts cuts = choices.cuts();
        byte[] stream = choices.rest();
        TlsFeed whole = tape.feed(stream, once(), endsInput, tinyBuffers);
        tape.feedAlike(whole, stream, cuts, endsInput, tinyBuffers);
    }

    private void feedAlike(TlsFeed whole, byte[] stream, Choices.Cuts cuts, boolean endsInput, boolean tinyBuffers) {
        TlsFeed cut = feed(stream, cuts, endsInput, tinyBuffers);
        require(whole.outcome().equals(cut.outcome()), "whole: " + whole.outcome() + "; cut: " + cut.outcome());
    }

    private TlsFeed feed(byte[] stream, Choices.Cuts cuts, boolean endsInput, boolean tinyBuffers) {
        Effort effort = new Effort();
        TlsFeed feed = new TlsFeed(scene.listener(), stream, cuts)
                .endingInput(endsInput)
                .withTinyBuffers(tinyBuffers)
                .run();
        require(!endsInput || feed.last() != TlsVerdict.NEED_MORE, "waits behind the end, " + feed.outcome());
        feed.end();
        effort.requireBelow(ALLOCATED_BYTES_MAX + 200L * stream.length, MILLIS_MAX);
        return feed;
    }

    /** Makes one edit, and returns the index of the first record of the tape that it may have changed. */
    private static int edit(List<byte[]> records, Choices choices) {
        int kind = choices.oneOf(7);
        int index = choices.oneOf(records.size());
        byte[] record = records.get(index);
        int offset = choices.pair() % record.length;
        switch (kind) {
            case 0 -> records.set(index, with(record, offset, record[offset] ^ (1 + choices.oneOf(255))));
            case 1 -> records.set(index, with(record, Math.min(offset, HEADER_BYTES - 1), choices.octet()));
            case 2 -> {
                records.subList(index, records.size()).clear();
                records.add(Arrays.copyOf(record, offset));
            }
            case 3 -> records.remove(index);
            case 4 -> records.add(index, record);
            case 5 -> records.add(index, choices.bytes(choices.oneOf(64)));
            default -> {
                int other = choices.oneOf(records.size());
                records.set(index, records.get(other));
                records.set(other, record);
                index = Math.min(index, other);
            }
        }
        return index;
    }

    private static byte[] with(byte[] record, int offset, int value) {
        byte[] changed = record.clone();
        changed[offset] = (byte) value;
        return changed;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
