/** Faults beneath a runtime, each within the contracts of {@code Clock} and {@code Scheduler}. */
@NullMarked
package io.miniss.simulator.fault;

import org.jspecify.annotations.NullMarked;
