/** The engine. */
@NullMarked
package io.coxswain.core;

import org.jspecify.annotations.NullMarked;
