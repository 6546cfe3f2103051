/** Randomness that follows from a seed alone. */
@NullMarked
package io.miniss.simulator.random;

import org.jspecify.annotations.NullMarked;
