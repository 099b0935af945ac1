package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code INFO}: how the server is, for people and for tools that draw curves.
 *
 * <p>Asked for rarely, so nothing here minds allocating.
 *
 * <p><b>Threads.</b> The loop.
 */
final class InfoCommand {
    /** Words that ask for all sections. */
    private static final Set<String> EVERYTHING = Set.of("default", "all", "everything");

    private final List<InfoSection> sections;

    /**
     * Makes the command.
     *
     * @param sections in the order in which they are told
     */
    InfoCommand(List<InfoSection> sections) {
        this.sections = sections;
    }

    /** Adds the command to a table. */
    void addTo(CommandTable table) {
        table.add("info", -1, Keys.NONE, "Tells how the server is, by sections.", this::info);
    }

    private void info(Arguments arguments, Reply reply) {
        Set<String> asked = new TreeSet<>();
        for (int i = 1; i < arguments.count(); i++) {
            asked.add(arguments.text(i).toLowerCase(Locale.ROOT));
        }
        boolean everything = asked.isEmpty() || asked.stream().anyMatch(EVERYTHING::contains);
        StringBuilder text = new StringBuilder();
        for (InfoSection section : sections) {
            if (everything || asked.contains(section.title().toLowerCase(Locale.ROOT))) {
                section.appendTo(text);
            }
        }
        reply.bulk(text.toString());
    }
}
