package io.coxswain.tls;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Material_02
 * </pre>
 *
 * <p>The repair of {@link Material_01_TwoFields}: {@link TlsMaterial} has one field, and what it holds is a
 * generation that never changes. It is made whole before it is stored, by one volatile write. Who has seen a part
 * of the new generation finds all of it; and a handshake that began with the old one keeps that.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *       0, 0     33,025   46.62%
 *       0, 1          6    0.01%
 *       1, 1     37,801   53.37%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "All of the old generation.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "All of the new one.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Loaded between the two questions.")
@Outcome(expect = FORBIDDEN, desc = "A part of the new generation, and after it a part of the old.")
@State
public class Material_02_OneGeneration {
    private static final SSLContext OLD = context();
    private static final SSLContext NEW = context();

    private final TlsMaterial material;

    // ---- the thread that loads ----
    private int loads;

    /** The first generation. */
    public Material_02_OneGeneration() {
        try {
            material = TlsMaterial.ofSource(this::load);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("nothing is read", e);
        }
    }

    private static SSLContext context() {
        try {
            return SSLContext.getInstance("TLS");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has TLS", e);
        }
    }

    private TlsMaterial.Loaded load() {
        int generation = loads;
        loads++;
        return new TlsMaterial.Loaded(generation == 0 ? OLD : NEW, generation);
    }

    @Actor
    public void reload() {
        try {
            material.reload();
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("nothing is read", e);
        }
    }

    @Actor
    public void handshake(IJ_Result r) {
        r.r1 = material.context() == NEW ? 1 : 0;
        r.r2 = material.expiresEpochMillis();
    }
}
