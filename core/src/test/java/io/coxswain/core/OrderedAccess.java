package io.coxswain.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the sources that says in which order memory is seen: an access through a {@code VarHandle} or an
 * {@code Atomic*}, a fence, or the declaration of a volatile field.
 *
 * @param handle through what, or {@code VarHandle} for a fence
 * @param mode how
 * @param isRead whether it may see what another thread has written
 * @param isWrite whether another thread may see what it has written
 * @param statement where
 */
record OrderedAccess(String handle, Mode mode, boolean isRead, boolean isWrite, SourceText.Statement statement) {
    /** The memory modes, by the word that a comment has for each. */
    enum Mode {
        PLAIN,
        OPAQUE,
        ACQUIRE,
        RELEASE,
        VOLATILE,
        FULL;

        /** As it begins a comment. */
        String word() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern HANDLE = Pattern.compile("\\bVarHandle\\s+(\\w+)\\s*=");
    private static final Pattern ATOMIC =
            Pattern.compile("\\bAtomic(?:Integer|Long|Boolean|Reference)\\w*(?:<[^;=()]*>)?\\s+(\\w+)\\b");
    private static final Pattern VOLATILE_FIELD = Pattern.compile("\\bvolatile\\b[^=]*?\\b(\\w+)\\s*(?:=.*)?$");

    /** All of them in one file, in its order. */
    static List<OrderedAccess> in(SourceText source) {
        Set<String> handles = names(HANDLE, source);
        handles.add("VarHandle");
        Set<String> atomics = names(ATOMIC, source);
        handles.addAll(atomics);
        Pattern call = Pattern.compile("\\b(" + String.join("|", handles) + ")\\s*\\.\\s*(\\w+)\\(");
        List<OrderedAccess> found = new ArrayList<>();
        for (SourceText.Statement statement : source.statements()) {
            Matcher matcher = call.matcher(statement.code());
            while (matcher.find()) {
                String handle = matcher.group(1);
                found.add(of(handle, matcher.group(2), atomics.contains(handle), statement));
            }
            Matcher field = VOLATILE_FIELD.matcher(statement.code());
            if (statement.method().isEmpty() && field.find()) {
                found.add(new OrderedAccess(field.group(1), Mode.VOLATILE, true, true, statement));
            }
        }
        return found;
    }

    private static Set<String> names(Pattern declaration, SourceText source) {
        Set<String> names = new HashSet<>();
        Matcher matcher = declaration.matcher(source.code());
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static OrderedAccess of(String handle, String call, boolean isAtomic, SourceText.Statement statement) {
        boolean isFence = call.endsWith("Fence");
        boolean isRead = !call.startsWith("set") && !call.equals("lazySet");
        boolean isWrite = !call.matches("get(Plain|Opaque|Acquire|Volatile)?");
        return new OrderedAccess(handle, modeOf(call, isAtomic), isRead && !isFence, isWrite && !isFence, statement);
    }

    private static Mode modeOf(String call, boolean isAtomic) {
        if (call.equals("get") || call.equals("set")) {
            return isAtomic ? Mode.VOLATILE : Mode.PLAIN;
        }
        if (call.equals("fullFence")) {
            return Mode.FULL;
        }
        if (call.endsWith("Acquire") || call.equals("acquireFence") || call.equals("loadLoadFence")) {
            return Mode.ACQUIRE;
        }
        if (call.endsWith("Release") || call.equals("lazySet") || call.endsWith("Fence")) {
            return Mode.RELEASE;
        }
        if (call.endsWith("Opaque")) {
            return Mode.OPAQUE;
        }
        return call.endsWith("Plain") ? Mode.PLAIN : Mode.VOLATILE;
    }

    /** Whether it is a fence, which orders whatever is around it. */
    boolean isFence() {
        return handle.equals("VarHandle");
    }

    /** Whether it makes visible what its thread has written before. */
    boolean publishes() {
        return isWrite && (mode == Mode.RELEASE || mode == Mode.VOLATILE);
    }

    /** Whether what the writer had written before is visible behind it. */
    boolean sees() {
        return isRead && (mode == Mode.ACQUIRE || mode == Mode.VOLATILE);
    }
}
