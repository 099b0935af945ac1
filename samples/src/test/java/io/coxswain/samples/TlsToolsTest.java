package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tools of OpenSSL and Redis against a kv process that speaks TLS with certificates that OpenSSL has made. They are
 * skipped, loudly, where the tools are not installed.
 */
@Timeout(120)
class TlsToolsTest {
    @TempDir
    private Path directory;

    private String certificate = "";
    private String key = "";

    @BeforeEach
    void makeCertificate() throws Exception {
        certificate = directory.resolve("cert.pem").toString();
        key = directory.resolve("key.pem").toString();
        List<String> command = new ArrayList<>(List.of(Tools.find("openssl"), "req", "-x509", "-newkey", "rsa:2048"));
        command.addAll(List.of("-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate));
        command.addAll(List.of("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"));
        try (ChildProcess child = ChildProcess.start(command.toArray(String[]::new))) {
            assertEquals(0, child.awaitEnd(), child.errors());
        }
    }

    private ChildProcess kv(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--port", "0", "--tls-cert", certificate, "--tls-key", key));
        arguments.addAll(List.of(more));
        return ChildProcess.java(KvServer.class, arguments.toArray(String[]::new));
    }

    /** What a tool has written, both ways; its exit status does not matter. */
    private static String run(String input, String... command) throws Exception {
        command[0] = Tools.find(command[0]);
        try (ChildProcess child = ChildProcess.start(command)) {
            try (Writer writer = child.process.outputWriter(StandardCharsets.ISO_8859_1)) {
                writer.write(input);
            }
            String output = child.restOfOutput();
            child.awaitEnd();
            return output + child.errors();
        }
    }

    private String client(int port, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of("-CAfile", certificate, "-verify_return_error", "-quiet"));
        command.addAll(List.of(more));
        return run("PING\r\nECHO hello\r\nQUIT\r\n", command.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void answersOpenssl(String version) throws Exception {
        try (ChildProcess server = kv()) {
            String output = client(server.awaitReady(), version);

            assertTrue(output.contains("+PONG") && output.contains("hello") && output.contains("+OK"), output);
        }
    }

    @Test
    void demandsACertificateWhereToldTo() throws Exception {
        try (ChildProcess server = kv("--tls-auth", "required", "--tls-ca", certificate)) {
            int port = server.awaitReady();

            String refused = client(port, "-tls1_2");
            String served = client(port, "-cert", certificate, "-key", key);

            assertFalse(refused.contains("+PONG"), refused);
            assertTrue(refused.contains("alert"), refused);
            assertTrue(served.contains("+PONG"), served);
        }
    }

    @ParameterizedTest
    @CsvSource({"never, 1", "never, 16", "always, 1", "always, 16", "adaptive, 1", "adaptive, 16"})
    void servesTheBenchmark(String policy, String pipelined) throws Exception {
        try (ChildProcess server = kv("--offload", policy, "--workers", "2")) {
            String port = Integer.toString(server.awaitReady());

            String output = run(
                    "",
                    "redis-benchmark",
                    "--tls",
                    "--cacert",
                    certificate,
                    "-p",
                    port,
                    "-t",
                    "ping,set,get,incr,mset",
                    "-P",
                    pipelined,
                    "-n",
                    "2000",
                    "-c",
                    "20",
                    "-q");

            assertEquals(
                    6,
                    output.lines()
                            .filter(line -> line.contains("requests per second"))
                            .filter(line -> line.endsWith(" msec"))
                            .count(),
                    output);
            assertFalse(output.toLowerCase(Locale.ROOT).contains("err"), output);
            server.terminate();
            assertEquals(0, server.awaitEnd(), server.errors());
        }
    }

    @Test
    void speaksBothOnPortsOfTheirOwn() throws Exception {
        try (ChildProcess server = kv("--tls-port", "0")) {
            String[] words = server.readLine().split("[: ]", -1);
            String plain = words[3];
            String tls = words[6];

            assertEquals("PONG\n", run("", "redis-cli", "-p", plain, "PING"));
            assertEquals("PONG\n", run("", "redis-cli", "--tls", "--cacert", certificate, "-p", tls, "PING"));
        }
    }

    @Test
    void saysLoudlyThatItsCertificateIsThrowAway() throws Exception {
        try (ChildProcess server = ChildProcess.java(KvServer.class, "--port", "0", "--tls", "self-signed")) {
            int port = server.awaitReady();

            String output = run("", "redis-cli", "--tls", "--insecure", "-p", "" + port, "PING");

            assertEquals("PONG\n", output);
            assertTrue(server.errors().contains("WARNING"), server.errors());
        }
    }

    @Test
    void namesTheFileThatIsWrong() throws Exception {
        try (ChildProcess server =
                ChildProcess.java(KvServer.class, "--port", "0", "--tls-cert", key, "--tls-key", certificate)) {

            assertEquals(1, server.awaitEnd());

            assertTrue(server.errors().contains("key.pem"), server.errors());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tls-cert x", "--tls-port 1", "--tls yes", "--tls self-signed --tls-auth some"})
    void refusesWhatDoesNotGoTogether(String options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--port", "0"));
        arguments.addAll(List.of(options.split(" ", -1)));
        try (ChildProcess server = ChildProcess.java(KvServer.class, arguments.toArray(String[]::new))) {

            assertEquals(2, server.awaitEnd());

            assertTrue(server.errors().contains("--tls"), server.errors());
        }
    }
}
