/** Programs a user can run. */
@NullMarked
package io.coxswain.samples;

import org.jspecify.annotations.NullMarked;
