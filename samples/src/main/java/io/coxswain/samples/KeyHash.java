package io.coxswain.samples;

/**
 * SipHash-2-4 of a key, with a secret: a client that does not know it cannot choose keys that fall into one bucket.
 *
 * <p>A table with a plain hash can be made to compare each key with a thousand others, and there is one loop for
 * everybody.
 *
 * <p><b>Threads.</b> The loop: the four words are the state of the hash being computed.
 *
 * @see <a href="https://www.aumasson.jp/siphash/siphash.pdf">Aumasson and Bernstein: SipHash</a>
 */
final class KeyHash {
    private final long secret0;
    private final long secret1;

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    /** Makes a hash with a secret of 128 bits. */
    KeyHash(long secret0, long secret1) {
        this.secret0 = secret0;
        this.secret1 = secret1;
    }

    /** Hashes the bytes of an argument. */
    long of(Arguments arguments, int index) {
        v0 = secret0 ^ 0x736f6d6570736575L;
        v1 = secret1 ^ 0x646f72616e646f6dL;
        v2 = secret0 ^ 0x6c7967656e657261L;
        v3 = secret1 ^ 0x7465646279746573L;
        int bytes = arguments.bytes(index);
        long word = 0;
        for (int i = 0; i < bytes; i++) {
            word |= (arguments.byteAt(index, i) & 0xffL) << (8 * (i & 7));
            if ((i & 7) == 7) {
                absorb(word);
                word = 0;
            }
        }
        absorb(word | ((long) bytes << 56));
        v2 ^= 0xff;
        for (int i = 0; i < 4; i++) {
            round();
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void absorb(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    private void round() {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
    }
}
