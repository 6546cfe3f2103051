/** Files that are written to their end or not at all. */
@NullMarked
package io.miniss.simulator.output;

import org.jspecify.annotations.NullMarked;
