/** Writes and reads the JSON of the simulator's files. */
@NullMarked
package io.miniss.simulator.json;

import org.jspecify.annotations.NullMarked;
