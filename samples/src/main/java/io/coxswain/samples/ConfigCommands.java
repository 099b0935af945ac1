package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code CONFIG GET} and {@code CONFIG SET}.
 *
 * <p>They are asked for rarely, so nothing here minds allocating.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ConfigCommands {
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    ConfigCommands(List<Setting> settings) {
        settings.forEach(setting -> this.settings.put(setting.name(), setting));
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable table) {
        CommandTable config = new CommandTable()
                .add("get", -3, Keys.NONE, "Returns the settings that match a pattern of * and ?.", this::get)
                .add("set", -4, Keys.NONE, "Changes settings while the server runs, all of them or none.", this::set);
        table.add(config.asCommand("config", "Tells and changes settings."));
    }

    /** A name is looked up and told as it was asked for, a pattern is compared with all names. */
    private void get(Arguments arguments, Reply reply) {
        Map<String, Setting> found = new LinkedHashMap<>();
        for (int i = 2; i < arguments.count(); i++) {
            String asked = arguments.text(i);
            Setting named = settings.get(asked.toLowerCase(Locale.ROOT));
            if (named != null) {
                found.put(asked, named);
            } else {
                Glob glob = new Glob(asked.toLowerCase(Locale.ROOT));
                settings.values().stream()
                        .filter(setting -> glob.matches(setting.name()))
                        .forEach(setting -> found.put(setting.name(), setting));
            }
        }
        reply.array(2 * found.size());
        found.forEach((name, setting) -> {
            reply.bulk(name);
            reply.bulk(setting.value().get());
        });
    }

    private void set(Arguments arguments, Reply reply) {
        if (arguments.count() % 2 != 0) {
            throw CommandException.wrongArity("config|set");
        }
        Map<Setting, String> changes = changes(arguments);
        changes.forEach((setting, text) -> {
            String refusal = setting.check().refusal(text);
            if (refusal != null) {
                throw failed(setting, refusal);
            }
        });
        changes.forEach((setting, text) -> setting.apply().accept(text));
        reply.ok();
    }

    private Map<Setting, String> changes(Arguments arguments) {
        Map<Setting, String> changes = new LinkedHashMap<>();
        for (int i = 2; i < arguments.count(); i += 2) {
            String asked = arguments.text(i, 128);
            Setting setting = settings.get(asked.toLowerCase(Locale.ROOT));
            if (setting == null) {
                throw new CommandException(
                        "ERR Unknown option or number of arguments for CONFIG SET - '" + asked + "'");
            }
            if (changes.put(setting, arguments.text(i + 1)) != null) {
                throw failed(setting, "duplicate parameter");
            }
        }
        return changes;
    }

    private static CommandException failed(Setting setting, String why) {
        return new CommandException(
                "ERR CONFIG SET failed (possibly related to argument '" + setting.name() + "') - " + why);
    }
}
