package io.coxswain.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What each mode gave in each round, by case.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 */
final class Results {
    private final Map<Load, Map<String, List<Figures>>> byLoad = new LinkedHashMap<>();

    /** Adds what a mode gave in the next round. */
    void add(Load load, String mode, Figures figures) {
        byLoad.computeIfAbsent(load, any -> new LinkedHashMap<>())
                .computeIfAbsent(mode, any -> new ArrayList<>())
                .add(figures);
    }

    /** The modes of one case, in their order. */
    Set<String> modes(Load load) {
        return byLoad.getOrDefault(load, Map.of()).keySet();
    }

    /** The mode that others are compared with. */
    String firstMode(Load load) {
        return modes(load).iterator().next();
    }

    /** Of one mode, figures for each round; none if it was not measured. */
    List<Figures> of(Load load, String mode) {
        return byLoad.getOrDefault(load, Map.of()).getOrDefault(mode, List.of());
    }

    /** The same with the modes in another order than they were measured in. */
    Results inOrder(Collection<String> modes) {
        Results sorted = new Results();
        byLoad.forEach((load, byMode) -> modes.forEach(
                mode -> byMode.getOrDefault(mode, List.of()).forEach(figures -> sorted.add(load, mode, figures))));
        return sorted;
    }
}
