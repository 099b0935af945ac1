package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.core.OffloadPolicy;
import io.coxswain.samples.ServerOptions.InvalidOptionException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Command lines. That a wrong one ends the process with status 2 is tested with the process. */
class ServerOptionsTest {
    private static ServerOptions parse(String line) throws InvalidOptionException {
        return ServerOptions.parse(line.split(" "), ServerOptions.WITH_WORK);
    }

    @Test
    void presumesWhatIsNotSaid() throws InvalidOptionException {
        ServerOptions options = parse("--port 0");

        int workers = Math.min(64, Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
        assertEquals(new ServerOptions(0, null, workers, OffloadPolicy.ADAPTIVE, 0, null), options);
    }

    @Test
    void takesEveryOption() throws InvalidOptionException {
        assertEquals(
                new ServerOptions(65_535, null, 64, OffloadPolicy.NEVER, 30, null),
                parse("--work-us 30 --offload never --workers 64 --port 65535"));
        assertEquals(
                new ServerOptions(1, null, 0, OffloadPolicy.ALWAYS, 1_000_000, null),
                parse("--port 1 --workers 0 --offload always --work-us 1000000"));
    }

    @Test
    void takesAPathInPlaceOfAPortOrBeside() throws InvalidOptionException {
        assertEquals(ServerOptions.NO_PORT, parse("--unix /tmp/a").port());
        assertEquals(Path.of("/tmp/a"), parse("--unix /tmp/a").unix());
        assertEquals(Path.of("/tmp/a"), parse("--port 0 --unix /tmp/a").unix());
        assertEquals(0, parse("--port 0 --unix /tmp/a").port());
    }

    @Test
    void takesTheLaterOfTwo() throws InvalidOptionException {
        assertEquals(2, parse("--port 1 --port 2").port());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--workers 1           | --port and --unix are missing; port 0 is any that is free",
                "--port                | --port needs a value",
                "--port 1 --workers    | --workers needs a value",
                "--port x              | --port x is not a number between 0 and 65535",
                "--port -1             | --port -1 is not a number between 0 and 65535",
                "--port 65536          | --port 65536 is not a number between 0 and 65535",
                "--port 99999999999    | --port 99999999999 is not a number between 0 and 65535",
                "--port 1 --workers 65 | --workers 65 is not a number between 0 and 64",
                "--port 1 --offload no | --offload no is not one of never, always, adaptive",
                "--port 1 --offload NEVER | --offload NEVER is not one of never, always, adaptive",
                "--port 1 --work-us 1000001 | --work-us 1000001 is not a number between 0 and 1000000",
                "--prot 1              | unknown option --prot; there are --port --unix --workers --offload --tls --tls-cert --tls-key --tls-ca --tls-auth --tls-port --work-us",
                "1234                  | unknown option 1234; there are --port --unix --workers --offload --tls --tls-cert --tls-key --tls-ca --tls-auth --tls-port --work-us",
            })
    void namesTheOptionThatIsWrong(String line, String message) {
        InvalidOptionException thrown = assertThrows(InvalidOptionException.class, () -> parse(line));

        assertEquals(message, thrown.getMessage());
    }

    @Test
    void knowsNoWorkWhereThereIsRealWork() {
        String[] line = {"--port", "1", "--work-us", "1"};

        InvalidOptionException thrown =
                assertThrows(InvalidOptionException.class, () -> ServerOptions.parse(line, ServerOptions.COMMON));

        assertEquals(
                "unknown option --work-us; there are --port --unix --workers --offload --tls --tls-cert --tls-key --tls-ca --tls-auth --tls-port",
                thrown.getMessage());
    }

    @ParameterizedTest
    @EnumSource(OffloadPolicy.class)
    void hasAWordForEachPolicy(OffloadPolicy policy) {
        assertEquals(policy, ServerOptions.policyOf(ServerOptions.wordOf(policy)));
    }
}
