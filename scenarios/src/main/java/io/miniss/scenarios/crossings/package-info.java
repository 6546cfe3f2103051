/** A workload in which every thread may use every feature of the runtime, and what must hold of it. */
@NullMarked
package io.miniss.scenarios.crossings;

import org.jspecify.annotations.NullMarked;
