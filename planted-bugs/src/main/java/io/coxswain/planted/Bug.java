package io.coxswain.planted;

import java.util.List;

/**
 * One mistake, as an edit of one source file.
 *
 * @param name by which it is asked for, and its row in {@code docs/proof.md}
 * @param file the class, {@code module/Class}
 * @param edits each of which must fit exactly once
 * @param suites that are to find it; one is enough
 */
record Bug(String name, String file, List<Edit> edits, List<Suite> suites) {
    /**
     * A piece of text and what takes its place.
     *
     * @param before every run of white space in it stands for any
     * @param after what is there instead
     */
    record Edit(String before, String after) {}

    /** A bug that is one edit. */
    static Bug of(String name, String file, String before, String after, Suite... suites) {
        return new Bug(name, file, List.of(new Edit(before, after)), List.of(suites));
    }

    /** The same bug with a further edit. */
    Bug and(String before, String after) {
        return new Bug(name, file, List.of(edits.get(0), new Edit(before, after)), suites);
    }

    /** The module whose class it is. */
    String module() {
        return file.substring(0, file.indexOf('/'));
    }

    /** Where its source is, below the root. */
    String path() {
        String module = module();
        return module + "/src/main/java/io/coxswain/" + module + file.substring(module.length()) + ".java";
    }
}
