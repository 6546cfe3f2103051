/** A workload in which every thread may use every feature of the runtime, and checks of what must be true then. */
@NullMarked
package io.miniss.scenarios.crossings;

import org.jspecify.annotations.NullMarked;
