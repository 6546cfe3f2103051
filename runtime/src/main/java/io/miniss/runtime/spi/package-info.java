/**
 * The seam between the runtime and what is beneath it. {@link io.miniss.runtime.spi.Clock} gives
 * time, {@link io.miniss.runtime.spi.Scheduler} gives threads, parking, fibers, randomness and the
 * interleaving points. The production defaults are in the same package; a simulator has its
 * own. Nothing else in the runtime reads a clock, starts a thread or draws a random number.
 */
@NullMarked
package io.miniss.runtime.spi;

import org.jspecify.annotations.NullMarked;
