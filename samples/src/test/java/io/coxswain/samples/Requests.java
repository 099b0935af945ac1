package io.coxswain.samples;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Requests as bytes, a byte for each character. */
final class Requests {
    private Requests() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** An array of bulk strings, as clients send it. */
    static String request(String... arguments) {
        StringBuilder text = new StringBuilder("*" + arguments.length + "\r\n");
        for (String argument : arguments) {
            text.append('$').append(argument.length()).append("\r\n");
            text.append(argument).append("\r\n");
        }
        return text.toString();
    }

    /** The arguments of such an array. */
    static Arguments arguments(String... arguments) {
        Arguments parsed = new Arguments();
        parsed.parse(ByteBuffer.wrap(bytes(request(arguments))));
        return parsed;
    }
}
