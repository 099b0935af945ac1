package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** INFO; the form is that of Redis 7.0. What a kv server tells in it is tested with the server. */
class InfoCommandTest {
    private static final String SERVER = "# Server\r\nport:7\r\nversion:a b\r\n";
    private static final String STATS = "# Stats\r\nlinks:3\r\n";

    private final Console console = new Console();

    InfoCommandTest() {
        console.sections.add(
                new InfoSection("Server", lines -> lines.put("port", 7).put("version", "a b")));
        console.sections.add(new InfoSection("Stats", lines -> lines.put("links", 3L)));
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    @Test
    void tellsAllSections() {
        assertEquals(bulk(SERVER + "\r\n" + STATS), console.type("INFO"));
        assertEquals(bulk(SERVER + "\r\n" + STATS), console.type("INFO everything"));
        assertEquals(bulk(SERVER + "\r\n" + STATS), console.type("INFO ALL none"));
        assertEquals(bulk(SERVER + "\r\n" + STATS), console.type("INFO stats server"));
    }

    @Test
    void tellsTheSectionAskedFor() {
        assertEquals(bulk(STATS), console.type("INFO stats"));
        assertEquals(bulk(STATS), console.type("INFO STATS stats none"));
        assertEquals(bulk(""), console.type("INFO none"));
    }
}
