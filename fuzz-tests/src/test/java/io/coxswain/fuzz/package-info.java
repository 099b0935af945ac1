/**
 * Fuzzing: everything that parses a peer's bytes, with whatever a fuzzer comes up with that sees which branches its
 * inputs take.
 *
 * <p>The engine is Jazzer. A target is a class with one method {@code @FuzzTest}, in the package of what it is about,
 * so that it reaches what is not public. This package has what targets share: {@link io.coxswain.fuzz.Choices}, by
 * which an input chooses limits and cuts before its bytes; {@link io.coxswain.fuzz.Effort}, which bounds what an input
 * may cost; and {@link io.coxswain.fuzz.EveryParserFuzzTest}, which has all targets inside.
 *
 * <pre>
 *      target                    what it feeds, and what it compares with
 *      LengthFieldFuzzTest       LengthFieldFraming; a model of five lines
 *      RespFramingFuzzTest       RespFraming; a model that knows whole frames only
 *      LineFuzzTest              LineFraming; a search for the line feed
 *      CommandFuzzTest           the RESP commands of the sample kv, from bytes to replies; other cuts of the same
 *      bytes FirstBytesFuzzTest        FirstBytes; itself, with more of the same bytes
 *      ClientHelloFuzzTest       ClientHello; a model that first puts the records together
 *      PemFuzzTest               PemFile and TlsIdentity; what their documentation says they throw
 *      TlsServerFuzzTest         TlsMachine that accepts; other cuts, and what the peer really said
 *      TlsClientFuzzTest         TlsMachine that dials; the same
 * </pre>
 *
 * <p>All of them hold that nothing but the documented errors escapes, that a verdict is legal, that allocation and time
 * are bounded by the length of the input, and that how the bytes were cut into reads does not show.
 *
 * <p><b>In every build</b>, each target runs its corpus ({@code src/test/resources/PACKAGE/CLASSInputs/fuzz}), and then
 * all of them are fuzzed together for a few seconds, guided by coverage, beginning with those corpora.
 *
 * <p><b>For long</b>, one target at a time, for an hour here:
 *
 * <pre>
 *      mvn -pl fuzz-tests -am test -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
 *          -Dfuzz.target=RespFramingFuzzTest -Dfuzz.duration=1h -Dfuzz.seed=0
 * </pre>
 *
 * <p>It goes on from what an earlier run has found interesting, in {@code fuzz-tests/target/.cifuzz-corpus}, and ends
 * with the first finding: the input is in {@code fuzz-tests/target/crash-*} and the failure in the log. Mend what it
 * found in a commit of its own with a unit test, and put the input into the target's corpus under a name that says what
 * it did. The findings of {@code EveryParserFuzzTest} have one byte more than those of the target that they name, the
 * first.
 */
@NullMarked
package io.coxswain.fuzz;

import org.jspecify.annotations.NullMarked;
