/** Writes a run as a line and as a file, and reads it back. */
@NullMarked
package io.miniss.simulator.replay;

import org.jspecify.annotations.NullMarked;
