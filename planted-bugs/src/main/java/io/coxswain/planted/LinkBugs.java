package io.coxswain.planted;

import static io.coxswain.planted.Suite.interleavings;
import static io.coxswain.planted.Suite.lesson;
import static io.coxswain.planted.Suite.unit;

import java.util.List;

/** Bugs of a link: framings, buffers, boundaries, leases, closing. */
final class LinkBugs {
    private static final String QUEUE = "core/SendQueue";
    private static final String HOLDS = "core/LinkHolds";
    private static final String POOL = "core/BufferPool";
    private static final String READ = "core/ReceivingHalf";

    static final List<Bug> ALL = List.of(
            Bug.of(
                    "framing: last byte not looked at",
                    "core/LineFraming",
                    "i < known; i++",
                    "i < known - 1; i++",
                    unit("core", "LineFramingTest"),
                    unit("fuzz-tests", "LineFuzzTest")),
            Bug.of(
                    "framing: a frame needs a byte too many",
                    "core/LengthFieldFraming",
                    "return received < frameBytes ?",
                    "return received <= frameBytes ?",
                    unit("core", "LengthFieldFramingTest"),
                    unit("fuzz-tests", "LengthFieldFuzzTest")),
            Bug.of(
                    "framing: limit off by one",
                    "core/LengthFieldFraming",
                    "if (frameBytes > frameBytesMax) {",
                    "if (frameBytes > frameBytesMax + 1L) {",
                    unit("core", "LengthFieldFramingTest"),
                    unit("fuzz-tests", "LengthFieldFuzzTest")),
            Bug.of(
                    "framing: resumes one byte too far",
                    READ,
                    "resume = Framing.resumeOf(verdict);",
                    "resume = Framing.resumeOf(verdict) + 1;",
                    unit("core", "ReceivingHalfTest")),
            Bug.of(
                    "snapshot: tail moved off by one",
                    READ,
                    "target.loopView().put(0, current.loopView(), scannedIndex, tail);",
                    "target.loopView().put(0, current.loopView(), scannedIndex - 1, tail);",
                    unit("core", "ReceivingHalfTest")),
            Bug.of(
                    "snapshot: what is behind it is forgotten",
                    READ,
                    "hasUnscannedBytes = true; return;",
                    "return;",
                    unit("core", "ReceivingHalfTest")),
            Bug.of(
                    "send boundary a byte short",
                    QUEUE,
                    "slice.startIndex + bytes);",
                    "slice.startIndex + bytes - 1);",
                    unit("core", "SendQueueTest")),
            Bug.of(
                    "send boundary past an open claim",
                    QUEUE,
                    "target.endIndex + bytesMax).position(target.endIndex);",
                    "target.endIndex + bytesMax).position(target.endIndex); target.endIndex += bytesMax;",
                    unit("core", "SendQueueClaimTest")),
            Bug.of(
                    "early free of what is half sent",
                    QUEUE,
                    "if (first.queuedBytes() == 0 && first != claimed) {",
                    "if (first != claimed) {",
                    unit("core", "SendQueueTest")),
            Bug.of(
                    "early free under an open claim",
                    QUEUE,
                    "if (first.queuedBytes() == 0 && first != claimed) {",
                    "if (first.queuedBytes() == 0) {",
                    unit("core", "SendQueueClaimTest")),
            Bug.of(
                    "early free: closed under a job that is out",
                    HOLDS,
                    "if (state == State.ENDING && jobsOut == 0 && callbackDepth == 0) {",
                    "if (state == State.ENDING && callbackDepth == 0) {",
                    unit("core", "JobInFlightTest"),
                    lesson("Close_02"),
                    lesson("Handshake_02"),
                    interleavings("core", "LeaseInterleavingsTest")),
            Bug.of(
                    "close not deferred to the end of a callback",
                    HOLDS,
                    "if (state == State.ENDING && jobsOut == 0 && callbackDepth == 0) {",
                    "if (state == State.ENDING && jobsOut == 0) {",
                    unit("core", "LinkHoldsTest", "LinkCloseTest")),
            Bug.of(
                    "close lost: the last completion does not look",
                    HOLDS,
                    "jobsOut--; endIfUnheld();",
                    "jobsOut--;",
                    unit("core", "JobInFlightTest", "LinkCloseTest")),
            Bug.of(
                    "budget not given back",
                    POOL,
                    "segment.chunk.lentCount--; lentBytes -= segment.bytes;",
                    "segment.chunk.lentCount--;",
                    unit("core", "BufferPoolTest")),
            Bug.of(
                    "budget of heap buffers not given back",
                    POOL,
                    "heapBytes -= bytes;",
                    "",
                    unit("core", "BufferPoolTest", "NetworkBuffersTest")),
            Bug.of(
                    "chunk given up that is in use",
                    POOL,
                    "if (chunk.lentCount == 0) {",
                    "if (chunk.lentCount >= 0) {",
                    unit("core", "BufferPoolTest")),
            Bug.of(
                    "early free of a message that is queued elsewhere",
                    "core/SharedMessage",
                    "if (references == 0 && queuedSlices == 0) {",
                    "if (references == 0) {",
                    unit("core", "SharedMessageTest")));

    private LinkBugs() {}
}
