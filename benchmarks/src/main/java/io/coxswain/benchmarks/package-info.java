/** Measurements as programs. */
@NullMarked
package io.coxswain.benchmarks;

import org.jspecify.annotations.NullMarked;
