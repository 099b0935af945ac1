package io.coxswain.samples;

import java.util.List;

/** Puts the families of commands together into the table of a kv server. */
final class KvCommands {
    private KvCommands() {}

    /**
     * Makes the table.
     *
     * @param state that the commands work on
     * @param settings of {@code CONFIG}
     * @param sections of {@code INFO}
     */
    static CommandTable tableOf(KvState state, List<Setting> settings, List<InfoSection> sections) {
        KvStore store = state.store();
        CommandTable table = new CommandTable();
        ConnectionCommands.addTo(table);
        new ClientCommands(state.clients()).addTo(table);
        new StringCommands(store).addTo(table);
        new CounterCommands(store).addTo(table);
        new ListCommands(store).addTo(table);
        new SetCommands(store, state.random()).addTo(table);
        new HashCommands(store).addTo(table);
        new SortedSetCommands(store).addTo(table);
        new SortedSetRangeCommands(store).addTo(table);
        new KeyCommands(store).addTo(table);
        new ScanCommands(store).addTo(table);
        new PubSubCommands(state.pubSub()).addTo(table);
        new ConfigCommands(settings).addTo(table);
        new InfoCommand(sections).addTo(table);
        new SlowLogCommands(state.slowLog()).addTo(table);
        new CommandCommands(table).addTo(table);
        return table;
    }
}
