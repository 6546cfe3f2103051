/**
 * Runs the unchanged runtime under virtual time and a seeded choice of interleavings: {@link
 * io.miniss.simulator.Simulator}.
 */
@NullMarked
package io.miniss.simulator;

import org.jspecify.annotations.NullMarked;
