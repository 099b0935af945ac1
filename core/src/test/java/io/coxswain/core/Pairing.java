package io.coxswain.core;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads sources and complains wherever an access that orders memory has lost its comment, its mode or its partner.
 *
 * <p>The rules, for each access through a {@code VarHandle} or an {@code Atomic*}, each fence and each volatile field:
 *
 * <ol>
 *   <li>Its statement has a comment with the word of its mode. An opaque access may instead stand behind another of its
 *       method that has one. A comment that begins with the word of a mode belongs to an access of that mode.
 *   <li>A release or an acquire says {@code pairs with the … in method()}, and a fence {@code pairs with the fence in
 *       method()}; in that method is an access of the other kind through the same handle, or a fence.
 *   <li>{@code As in method()} stands for the comment there, on an access through the same handle and of the same mode.
 *   <li>What is written with release is read with acquire or more somewhere, and the reverse.
 *   <li>A field that is {@code // only through HANDLE} is not touched otherwise, and every field with a handle is
 *       one. So no field has a plain access beside its ordered ones.
 *   <li>A volatile field says which methods write it.
 *   <li>A class with such a pair names a lesson or a test, and it exists.
 * </ol>
 */
final class Pairing {
    private static final Pattern DECLARED_MODE =
            Pattern.compile("(?:^|[.;] )(Plain|Opaque|Acquire|Release|Volatile|Full)[:,]");
    private static final Pattern PARTNER =
            Pattern.compile("[Pp]airs with (?:the (?:[A-Za-z-]+) in )?([\\w.]+)\\(\\)(?: and ([\\w.]+)\\(\\))?");
    private static final Pattern AS_IN = Pattern.compile("[Aa]s in ([\\w.]+)\\(\\)");
    private static final Pattern WRITTEN_BY = Pattern.compile("written by (\\w+)\\(\\)");
    private static final Pattern ONLY_THROUGH = Pattern.compile("(\\w+)(?:\\s*=[^;]*)?;\\s*// only through (\\w+)");
    private static final Pattern FIELD_HANDLE = Pattern.compile("fieldVarHandle\\([^;]*?\"(\\w+)\"");
    private static final Pattern PROOF = Pattern.compile("\\{@code (([A-Z][A-Za-z]+_\\d\\d)\\w*|\\w+Test)}");

    private final List<SourceText> sources;
    private final List<String> testNames;
    private final Map<SourceText, List<OrderedAccess>> accesses = new HashMap<>();
    private List<String> complaints = new ArrayList<>();

    /**
     * Reads the sources.
     *
     * @param sources all of them, for partners in other files
     * @param testNames of all classes that may be named as a proof
     */
    Pairing(List<SourceText> sources, List<String> testNames) {
        this.sources = sources;
        this.testNames = testNames;
    }

    /** The accesses of a file, found once. */
    List<OrderedAccess> accesses(SourceText source) {
        return accesses.computeIfAbsent(source, OrderedAccess::in);
    }

    /**
     * What is wrong in a file, each with its place; empty if nothing is.
     *
     * @param source one of the sources, or one of them edited
     */
    List<String> complaints(SourceText source) {
        complaints = new ArrayList<>();
        check(source, accesses(source));
        return complaints;
    }

    private void check(SourceText source, List<OrderedAccess> accesses) {
        for (SourceText.Statement statement : source.statements()) {
            checkComment(source, statement, accesses);
        }
        for (OrderedAccess access : accesses) {
            checkPartner(source, access);
        }
        checkHandles(source, accesses);
        checkFields(source, accesses);
        checkProof(source, accesses);
    }

    // ---- comments ----

    private void checkComment(SourceText source, SourceText.Statement statement, List<OrderedAccess> all) {
        List<OrderedAccess> accesses = within(statement, all);
        Set<OrderedAccess.Mode> modes = EnumSet.noneOf(OrderedAccess.Mode.class);
        accesses.forEach(access -> modes.add(access.mode()));
        Matcher declared = DECLARED_MODE.matcher(statement.comment());
        while (declared.find()) {
            if (!modes.contains(OrderedAccess.Mode.valueOf(declared.group(1).toUpperCase(Locale.ROOT)))) {
                complain(source, statement, "a comment says '" + declared.group(1) + "' where nothing is");
            }
        }
        for (OrderedAccess access : accesses) {
            if (!saysMode(statement, access) && !leansOnAnother(access, all)) {
                complain(source, statement, "no comment says " + access.mode().word());
            }
        }
    }

    private static boolean saysMode(SourceText.Statement statement, OrderedAccess access) {
        String word = access.mode().word();
        return Pattern.compile("\\b" + word + "\\b", Pattern.CASE_INSENSITIVE)
                        .matcher(statement.comment())
                        .find()
                || AS_IN.matcher(statement.comment()).find();
    }

    private static boolean leansOnAnother(OrderedAccess access, List<OrderedAccess> all) {
        return access.mode() == OrderedAccess.Mode.OPAQUE
                && all.stream()
                        .filter(other -> other.statement()
                                .method()
                                .equals(access.statement().method()))
                        .filter(other ->
                                other.statement().line() < access.statement().line())
                        .anyMatch(other -> other.mode() == access.mode() && saysMode(other.statement(), other));
    }

    private static List<OrderedAccess> within(SourceText.Statement statement, List<OrderedAccess> all) {
        return all.stream().filter(each -> each.statement().equals(statement)).toList();
    }

    // ---- partners ----

    private void checkPartner(SourceText source, OrderedAccess access) {
        String comment = access.statement().comment();
        Matcher asIn = AS_IN.matcher(comment);
        if (asIn.find()) {
            List<OrderedAccess> there = in(source, asIn.group(1), access);
            boolean isSame = there.stream()
                    .anyMatch(other -> !other.statement().equals(access.statement())
                            && other.mode() == access.mode()
                            && saysMode(other.statement(), other));
            if (!isSame) {
                complain(source, access.statement(), "not as in " + asIn.group(1) + "()");
            }
            return;
        }
        Matcher partner = PARTNER.matcher(comment);
        boolean isNamed = partner.find();
        boolean mustPair = access.isFence() || access.mode() == OrderedAccess.Mode.RELEASE || isAcquire(access);
        if (mustPair && !isNamed) {
            complain(source, access.statement(), "names no partner");
        }
        for (int group = 1; isNamed && mustPair && group <= 2; group++) {
            if (partner.group(group) != null) {
                checkThere(source, access, partner.group(group));
            }
        }
    }

    private static boolean isAcquire(OrderedAccess access) {
        return access.mode() == OrderedAccess.Mode.ACQUIRE;
    }

    private void checkThere(SourceText source, OrderedAccess access, String method) {
        Predicate<OrderedAccess> fits = access.isFence()
                ? other -> other.mode() == OrderedAccess.Mode.FULL
                : isAcquire(access) ? OrderedAccess::publishes : OrderedAccess::sees;
        if (in(source, method, access).stream().noneMatch(fits)) {
            complain(source, access.statement(), "its partner is not in " + method + "()");
        }
    }

    /**
     * The accesses through the same handle, or any if opaque, in a method.
     *
     * @param method of this file, or {@code Type.method} of this or another
     */
    private List<OrderedAccess> in(SourceText source, String method, OrderedAccess access) {
        int dot = method.indexOf('.');
        SourceText file = sources.stream()
                .filter(each -> dot > 0 && each.name().equals(method.substring(0, dot)))
                .findFirst()
                .orElse(source);
        String plain = file.name().equals(source.name()) ? method : method.substring(dot + 1);
        return accesses(file).stream()
                .filter(other -> other.statement().method().equals(plain))
                .filter(other -> other.handle().equals(access.handle()) || access.mode() == OrderedAccess.Mode.OPAQUE)
                .toList();
    }

    private void checkHandles(SourceText source, List<OrderedAccess> accesses) {
        Set<String> handles = accesses.stream()
                .filter(access -> !access.isFence())
                .map(OrderedAccess::handle)
                .collect(Collectors.toSet());
        for (String handle : handles) {
            List<OrderedAccess> own = accesses.stream()
                    .filter(each -> each.handle().equals(handle))
                    .toList();
            boolean published = own.stream().anyMatch(OrderedAccess::publishes);
            boolean seen = own.stream().anyMatch(OrderedAccess::sees);
            boolean releases = own.stream().anyMatch(each -> each.mode() == OrderedAccess.Mode.RELEASE);
            boolean acquires = own.stream().anyMatch(Pairing::isAcquire);
            if ((releases && !seen) || (acquires && !published)) {
                complaints.add(source.name() + ": " + handle + " has one side of a pair only");
            }
        }
    }

    // ---- fields ----

    private void checkFields(SourceText source, List<OrderedAccess> accesses) {
        Set<String> guarded = new HashSet<>();
        Matcher only = ONLY_THROUGH.matcher(source.text());
        while (only.find()) {
            guarded.add(only.group(1));
            checkUntouched(source, only.group(1), only.group(2));
        }
        Matcher handle = FIELD_HANDLE.matcher(source.text());
        while (handle.find()) {
            if (!guarded.contains(handle.group(1))) {
                complaints.add(source.name() + ": " + handle.group(1) + " is not marked '// only through' its handle");
            }
        }
        for (OrderedAccess access : accesses) {
            if (access.statement().code().contains("volatile ")) {
                checkVolatile(source, access);
            }
        }
    }

    /** A plain access is the bare name, but for its declaration and an array's, which is an argument of its handle. */
    private void checkUntouched(SourceText source, String field, String handle) {
        Pattern bare = Pattern.compile("(?<![\\w.])(?:this\\.)?" + field + "\\b(?!\\s*\\()");
        Pattern argument = Pattern.compile("\\b" + handle + "\\.\\w+\\(" + field + "\\b");
        Pattern declaration = Pattern.compile("[\\w>\\]]\\s+" + field + "\\s*(=.*)?$", Pattern.DOTALL);
        for (SourceText.Statement statement : source.statements()) {
            boolean isDeclaration = declaration.matcher(statement.code()).find()
                    && Character.isUpperCase((statement.method() + "X").charAt(0));
            String code = argument.matcher(statement.code()).replaceAll("");
            if (!isDeclaration && bare.matcher(code).find()) {
                complain(source, statement, field + " is only through " + handle);
            }
        }
    }

    private void checkVolatile(SourceText source, OrderedAccess field) {
        Matcher writer = WRITTEN_BY.matcher(field.statement().comment());
        Pattern write = Pattern.compile("\\b" + field.handle() + "\\s*=[^=]");
        boolean isTrue = writer.find()
                && source.statements().stream()
                        .anyMatch(each -> each.method().equals(writer.group(1))
                                && write.matcher(each.code()).find());
        if (!isTrue) {
            complain(source, field.statement(), "does not say by which method it is 'written by method()'");
        }
    }

    // ---- proofs ----

    private void checkProof(SourceText source, List<OrderedAccess> accesses) {
        boolean needsProof = accesses.stream()
                .anyMatch(each -> each.isFence() || each.mode() == OrderedAccess.Mode.RELEASE || isAcquire(each));
        boolean hasProof = false;
        Matcher proof = PROOF.matcher(source.text());
        while (proof.find()) {
            String named = proof.group(2) == null ? proof.group(1) : proof.group(2) + "_";
            boolean exists = testNames.stream().anyMatch(each -> each.equals(named) || each.startsWith(named));
            if (!exists) {
                complaints.add(source.name() + ": there is no " + proof.group(1));
            }
            hasProof |= exists;
        }
        if (needsProof && !hasProof) {
            complaints.add(source.name() + ": orders memory, and names no lesson or test");
        }
    }

    private void complain(SourceText source, SourceText.Statement statement, String what) {
        String code = statement.code().replaceAll("\\s+", " ");
        complaints.add(source.name() + ":" + statement.line() + ": " + what + ": " + code);
    }
}
