/** Estimates how many interleavings of a scenario a campaign has seen, and how many were new lately. */
@NullMarked
package io.miniss.simulator.coverage;

import org.jspecify.annotations.NullMarked;
