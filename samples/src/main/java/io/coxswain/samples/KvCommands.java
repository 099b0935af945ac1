package io.coxswain.samples;

import java.util.List;
import java.util.random.RandomGenerator;

/** Puts the families of commands together into the table of a kv server. */
final class KvCommands {
    private KvCommands() {}

    /**
     * Makes the table.
     *
     * @param store that the commands work on
     * @param random for the commands that choose
     * @param settings of {@code CONFIG}
     * @param sections of {@code INFO}
     */
    static CommandTable tableOf(
            KvStore store, RandomGenerator random, List<Setting> settings, List<InfoSection> sections) {
        CommandTable table = new CommandTable();
        ConnectionCommands.addTo(table);
        new StringCommands(store).addTo(table);
        new CounterCommands(store).addTo(table);
        new ListCommands(store).addTo(table);
        new SetCommands(store, random).addTo(table);
        new HashCommands(store).addTo(table);
        new SortedSetCommands(store).addTo(table);
        new SortedSetRangeCommands(store).addTo(table);
        new KeyCommands(store).addTo(table);
        new ScanCommands(store).addTo(table);
        new ConfigCommands(settings).addTo(table);
        new InfoCommand(sections).addTo(table);
        new CommandCommands(table).addTo(table);
        return table;
    }
}
