package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An engine in the hands of a {@link Monkey}: three seeds, always the same, so that a build fails for what
 * has changed. Another seed, or for longer: {@code -Dtest=MonkeyTest -Dmonkey.seed=N -Dmonkey.steps=N}. Many seeds, for
 * hours: {@link Soak}.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MonkeyTest {
    private static final int STEPS = Integer.getInteger("monkey.steps", 1_500);

    static List<Long> seeds() {
        Long seed = Long.getLong("monkey.seed");
        return seed != null ? List.of(seed) : List.of(1L, 2L, 3L);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void breaksNothing(long seed) throws Exception {
        try (Monkey monkey = new Monkey(seed)) {
            monkey.play(STEPS);
            monkey.finish();
            Counters counters = monkey.counters();
            assertTrue(STEPS < 1_500 || counters.get(Counter.LINKS_CONNECTED) > 10, monkey::describe);
        }
    }
}
