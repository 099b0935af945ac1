package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on a key whose value is of another type than they work on. */
class WrongTypeTest {
    private static final String WRONG_TYPE = "!WRONGTYPE Operation against a key holding the wrong kind of value";

    private final Console console = new Console();

    private void addOneOfEachType() {
        List.of("SET string 1", "RPUSH list 1", "SADD set 1", "HSET hash 1 1", "ZADD zset 1 1")
                .forEach(console::shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "string GET K",
                "string SET K v GET",
                "string APPEND K v",
                "string STRLEN K",
                "string INCR K",
                "string DECRBY K 1",
                "string INCRBYFLOAT K 1",
                "string GETDEL K",
                "list LPUSH K v",
                "list RPUSH K v",
                "list LPUSHX K v",
                "list RPUSHX K v",
                "list LPOP K",
                "list RPOP K 1",
                "list LLEN K",
                "list LINDEX K 0",
                "list LRANGE K 0 -1",
                "list LTRIM K 0 -1",
                "list LREM K 0 v",
                "set SADD K v",
                "set SREM K v",
                "set SMEMBERS K",
                "set SCARD K",
                "set SISMEMBER K v",
                "set SMISMEMBER K v",
                "set SPOP K",
                "set SRANDMEMBER K",
                "hash HSET K f v",
                "hash HMSET K f v",
                "hash HSETNX K f v",
                "hash HGET K f",
                "hash HMGET K f",
                "hash HGETALL K",
                "hash HKEYS K",
                "hash HVALS K",
                "hash HDEL K f",
                "hash HLEN K",
                "hash HEXISTS K f",
                "hash HSTRLEN K f",
                "hash HINCRBY K f 1",
                "zset ZADD K 1 m",
                "zset ZADD K INCR 1 m",
                "zset ZINCRBY K 1 m",
                "zset ZREM K m",
                "zset ZCARD K",
                "zset ZSCORE K m",
                "zset ZMSCORE K m",
                "zset ZPOPMIN K",
                "zset ZPOPMAX K 1",
                "zset ZRANGE K 0 -1",
                "zset ZREVRANGE K 0 -1",
                "zset ZRANGEBYSCORE K 0 1",
                "zset ZREVRANGEBYSCORE K 1 0",
                "zset ZCOUNT K 0 1",
            })
    void isRefusedAndChangesNothing(String typeAndCommand) {
        String type = typeAndCommand.substring(0, typeAndCommand.indexOf(' '));
        String command = typeAndCommand.substring(type.length() + 1);
        addOneOfEachType();
        for (String key : List.of("string", "list", "set", "hash", "zset")) {
            if (!key.equals(type)) {
                assertEquals(WRONG_TYPE, console.shown(command.replace(" K", " " + key)), key);
                assertEquals("+" + key, console.shown("TYPE " + key));
            }
        }
        assertEquals("#5", console.shown("DBSIZE"));
        assertEquals("1", console.shown("GET string"));
        assertEquals("[1]", console.shown("LRANGE list 0 -1"));
    }

    @Test
    void isOverwrittenOrLeftOutWhereRedisDoesSo() {
        addOneOfEachType();
        assertEquals("[1 nil nil]", console.shown("MGET string list none"));
        assertEquals("+OK", console.shown("SET list v"));
        assertEquals("+OK", console.shown("MSET set v hash w"));
        assertEquals("[v v w]", console.shown("MGET list set hash"));
        assertEquals("#1", console.shown("EXPIRE zset 10"));
        assertEquals("#1", console.shown("DEL zset"));
    }
}
