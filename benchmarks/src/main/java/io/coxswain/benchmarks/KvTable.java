package io.coxswain.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A table of keys and values that allocates nothing, so that what is measured is not it. A reply is as long as its
 * request.
 *
 * <pre>
 *      offset  0     4      8      12
 *              | length | op  | key | value ...    SET: the value is stored and comes back
 *              | length | op  | key | anything     GET: the value that was stored comes back
 * </pre>
 *
 * <p><b>Threads.</b> One, which owns the state.
 *
 * <p><b>Limits.</b> {@value #KEYS} keys, of which only the lowest bits count; values of {@value #VALUE_BYTES_MAX}
 * bytes, of which the rest is not stored.
 */
final class KvTable {
    static final int OP_OFFSET = 4;
    static final int KEY_OFFSET = 8;
    static final int VALUE_OFFSET = 12;
    static final int GET = 1;
    static final int SET = 2;

    private static final int KEYS = 1 << 14;
    private static final int VALUE_BYTES_MAX = 256;

    private final byte[] values = new byte[KEYS * VALUE_BYTES_MAX];

    /**
     * Answers a request.
     *
     * @param request a frame, which becomes the reply in place
     */
    void answer(ByteBuffer request) {
        ByteOrder before = request.order();
        request.order(ByteOrder.LITTLE_ENDIAN);
        int start = request.position();
        int index = (request.getInt(start + KEY_OFFSET) & (KEYS - 1)) * VALUE_BYTES_MAX;
        int bytes = Math.min(VALUE_BYTES_MAX, request.remaining() - VALUE_OFFSET);
        if (request.getInt(start + OP_OFFSET) == SET) {
            request.get(start + VALUE_OFFSET, values, index, bytes);
        } else {
            request.put(start + VALUE_OFFSET, values, index, bytes);
        }
        request.order(before);
    }
}
