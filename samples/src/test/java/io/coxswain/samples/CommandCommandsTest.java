package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** COMMAND: what the server says that it can do. */
class CommandCommandsTest {
    private static final Set<String> NAMES = new TreeSet<>(Set.of(
            "ping",
            "echo",
            "select",
            "quit",
            "hello",
            "client",
            "set",
            "get",
            "mset",
            "mget",
            "append",
            "strlen",
            "incr",
            "decr",
            "incrby",
            "decrby",
            "incrbyfloat",
            "type",
            "getdel",
            "keys",
            "publish",
            "subscribe",
            "unsubscribe",
            "psubscribe",
            "punsubscribe",
            "pubsub",
            "reset",
            "slowlog",
            "scan",
            "lpush",
            "rpush",
            "lpushx",
            "rpushx",
            "lpop",
            "rpop",
            "llen",
            "lindex",
            "lrange",
            "ltrim",
            "lrem",
            "sadd",
            "srem",
            "smembers",
            "scard",
            "sismember",
            "smismember",
            "spop",
            "srandmember",
            "hset",
            "hmset",
            "hsetnx",
            "hget",
            "hmget",
            "hgetall",
            "hkeys",
            "hvals",
            "hdel",
            "hlen",
            "hexists",
            "hstrlen",
            "hincrby",
            "zadd",
            "zincrby",
            "zrem",
            "zcard",
            "zscore",
            "zmscore",
            "zpopmin",
            "zpopmax",
            "zrange",
            "zrevrange",
            "zrangebyscore",
            "zrevrangebyscore",
            "zcount",
            "del",
            "exists",
            "expire",
            "pexpire",
            "ttl",
            "pttl",
            "persist",
            "dbsize",
            "flushall",
            "config",
            "info",
            "command"));

    private final Console console = new Console();

    private String type(String line) {
        return console.type(line);
    }

    @Test
    void hasEachCommandThatIsPromised() {
        CommandTable table = KvCommands.tableOf(console.state, console.settings, console.sections);
        Set<String> names = new TreeSet<>();
        table.commands().forEach(command -> names.add(command.name()));

        assertEquals(NAMES, names);
        assertEquals(":" + NAMES.size() + "\r\n", type("COMMAND COUNT"));
    }

    @Test
    void tellsWhereTheKeysAre() {
        assertEquals(
                "*2\r\n*10\r\n$3\r\nget\r\n:2\r\n*1\r\n+readonly\r\n:1\r\n:1\r\n:1\r\n*0\r\n*0\r\n*0\r\n*0\r\n$-1\r\n",
                type("COMMAND INFO get none"));
        assertEquals(
                "*1\r\n*10\r\n$4\r\nmset\r\n:-3\r\n*1\r\n+write\r\n:1\r\n:-1\r\n:2\r\n*0\r\n*0\r\n*0\r\n*0\r\n",
                type("COMMAND INFO MSET"));
        assertEquals(
                "*1\r\n*10\r\n$4\r\nping\r\n:-1\r\n*0\r\n:0\r\n:0\r\n:0\r\n*0\r\n*0\r\n*0\r\n*0\r\n",
                type("COMMAND INFO ping"));
    }

    @Test
    void tellsOfEachCommandWhenNoneIsNamed() {
        String heading = "*" + NAMES.size() + "\r\n*10\r\n$4\r\nping\r\n";

        assertTrue(type("COMMAND").startsWith(heading));
        assertEquals(type("COMMAND"), type("COMMAND INFO"));
    }

    @Test
    void documentsCommands() {
        assertEquals(
                "*2\r\n$3\r\nget\r\n*4\r\n$7\r\nsummary\r\n$16\r\nReturns a value.\r\n$5\r\ngroup\r\n$2\r\nkv\r\n",
                type("COMMAND DOCS get none"));
        assertEquals("*0\r\n", type("COMMAND DOCS none"));
        assertTrue(type("COMMAND DOCS").startsWith("*" + 2 * NAMES.size() + "\r\n$4\r\nping\r\n"));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertEquals("-ERR unknown subcommand 'FOO'. Try COMMAND HELP.\r\n", type("COMMAND FOO"));
        assertEquals("-ERR wrong number of arguments for 'command|count' command\r\n", type("COMMAND COUNT a"));
    }
}
