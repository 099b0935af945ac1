package io.coxswain.planted;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A copy of the sources in which one bug at a time is planted, and the classes of it.
 *
 * <p>Only the edited file is compiled: no edit changes a constant or a signature.
 */
final class Scratch {
    private final Path root;
    private final Path tree;
    private final Path classes;

    /**
     * Copies the sources.
     *
     * @param root of the repository
     * @param directory for the copy; what is there is deleted
     */
    Scratch(Path root, Path directory) throws IOException {
        this.root = root;
        this.tree = directory.resolve("tree");
        this.classes = directory.resolve("classes");
        delete(directory);
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.toList()) {
                if (Files.isDirectory(module.resolve("src"))) {
                    copy(
                            module.resolve("src"),
                            tree.resolve(module.getFileName()).resolve("src"));
                }
            }
        }
    }

    /** The root of the copy. */
    Path tree() {
        return tree;
    }

    /** The classes that have the bug, and no others. */
    Path classes() {
        return classes;
    }

    /** Plants a bug, in place of the one before. */
    void plant(Bug bug) throws IOException {
        Path target = tree.resolve(bug.path());
        Files.writeString(target, edited(bug, Files.readString(root.resolve(bug.path()))));
        delete(classes);
        Files.createDirectories(classes);
        compile(target);
    }

    /** Takes the bug out of the sources again. */
    void weed(Bug bug) throws IOException {
        Files.writeString(tree.resolve(bug.path()), Files.readString(root.resolve(bug.path())));
    }

    /** The text of a bug's file with its edits. */
    static String edited(Bug bug, String text) {
        String edited = text;
        for (Bug.Edit edit : bug.edits()) {
            Matcher matcher = pattern(edit.before()).matcher(edited);
            if (!matcher.find()) {
                throw new IllegalStateException(bug.name() + " does not fit " + bug.path() + ": " + edit.before());
            }
            int start = matcher.start();
            int end = matcher.end();
            if (matcher.find()) {
                throw new IllegalStateException(bug.name() + " fits " + bug.path() + " twice: " + edit.before());
            }
            edited = edited.substring(0, start) + edit.after() + edited.substring(end);
        }
        return edited;
    }

    private static Pattern pattern(String before) {
        StringBuilder out = new StringBuilder();
        for (String word : before.strip().split("\\s+", -1)) {
            out.append(out.isEmpty() ? "" : "\\s+").append(Pattern.quote(word));
        }
        return Pattern.compile(out.toString());
    }

    private void compile(Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "--release",
                "17",
                "-proc:none",
                "-nowarn",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean isCompiled = compiler.getTask(
                            messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            if (!isCompiled) {
                throw new IllegalStateException("the edit does not compile: " + messages);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
