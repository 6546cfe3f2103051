/** Makes a failing run small: fewer switches, faults and tasks that still fail in the same way. */
@NullMarked
package io.miniss.simulator.shrink;

import org.jspecify.annotations.NullMarked;
