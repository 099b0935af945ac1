package io.coxswain.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which names a ClientHello may have, by hellos made byte for byte. Those of the JDK are in {@link ClientHelloTest}. */
class ClientHelloNameTest {
    private static final int SERVER_NAME = 0;
    private static final int PADDING = 21;

    /** A hello with one extension before that with the name, each length as it should be. */
    private static ByteBuffer hello(String name) {
        return hello(name.length() + 3, 0, name.length(), name);
    }

    private static ByteBuffer hello(int listBytes, int nameType, int nameBytes, String name) {
        ByteBuffer extensions = ByteBuffer.allocate(1_000);
        extensions.putShort((short) PADDING).putShort((short) 3).put(new byte[3]);
        extensions.putShort((short) SERVER_NAME).putShort((short) (name.length() + 5));
        extensions.putShort((short) listBytes).put((byte) nameType).putShort((short) nameBytes);
        extensions.put(name.getBytes(ISO_8859_1)).flip();
        return helloWith(extensions.remaining(), extensions);
    }

    private static ByteBuffer helloWith(int extensionsBytes, ByteBuffer extensions) {
        int bodyBytes = 2 + 32 + 1 + 4 + 2 + 2 + 2 + extensions.remaining();
        ByteBuffer record = ByteBuffer.allocate(5 + 4 + bodyBytes);
        record.put((byte) 22).putShort((short) 0x301).putShort((short) (4 + bodyBytes));
        record.putInt(1 << 24 | bodyBytes);
        record.putShort((short) 0x303).put(new byte[32]);
        record.put((byte) 0);
        record.putShort((short) 4).putInt(0x13011302);
        record.put((byte) 1).put((byte) 0);
        record.putShort((short) extensionsBytes).put(extensions);
        return record.flip();
    }

    private static @Nullable String nameIn(ByteBuffer hello) {
        int bytes = ClientHello.messageBytes(hello);
        assertEquals(hello.remaining() - 5, bytes);
        return ClientHello.serverName(hello, bytes);
    }

    @Test
    void takesTheCharactersOfHostNamesAndNoOthers() {
        for (char c = 0; c < 256; c++) {
            boolean isOfAName = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_".indexOf(c) >= 0;
            String name = "a" + c + "z";

            assertEquals(isOfAName ? name.toLowerCase(Locale.ROOT) : null, nameIn(hello(name)), "character " + (int) c);
        }
    }

    @Test
    void takesNamesOfOneTo255Bytes() {
        assertEquals("a", nameIn(hello("a")));
        assertEquals("a".repeat(255), nameIn(hello("a".repeat(255))));

        assertNull(nameIn(hello("")));
        assertNull(nameIn(hello("a".repeat(256))));
    }

    @Test
    void takesNoNameOfAnotherType() {
        assertNull(nameIn(hello(7, 1, 4, "host")));
    }

    @Test
    void takesNoNameFromAListThatHasNoRoomForOne() {
        assertEquals("host", nameIn(hello(3, 0, 4, "host")));
        assertNull(nameIn(hello(2, 0, 4, "host")));
    }

    @Test
    void takesNoNameThatGoesOnBehindTheMessage() {
        assertNull(nameIn(hello(8, 0, 5, "host")));
    }

    @Test
    void findsNoNameBehindAnExtensionThatIsLongerThanTheMessage() {
        ByteBuffer extensions = ByteBuffer.allocate(8);
        extensions.putShort((short) PADDING).putShort((short) 5).putInt(0).flip();
        assertNull(nameIn(helloWith(8, extensions)));

        ByteBuffer fitting = ByteBuffer.allocate(8);
        fitting.putShort((short) PADDING).putShort((short) 4).putInt(0).flip();
        assertNull(nameIn(helloWith(8, fitting)));
    }

    @Test
    void findsNoNameWithoutExtensions() {
        assertNull(nameIn(helloWith(0, ByteBuffer.allocate(0))));
    }

    @Test
    void findsAnExtensionThatIsNothingButItsHeader() {
        ByteBuffer extensions = ByteBuffer.allocate(4);
        extensions.putShort((short) SERVER_NAME).putShort((short) 0).flip();

        assertNull(nameIn(helloWith(4, extensions)));
    }
}
