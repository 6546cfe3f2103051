/** A failing run made small: the fewest switches, faults and tasks that still fail the same way. */
@NullMarked
package io.miniss.simulator.shrink;

import org.jspecify.annotations.NullMarked;
