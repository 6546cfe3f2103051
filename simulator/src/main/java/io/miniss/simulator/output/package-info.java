/** Files that are written completely or not at all. */
@NullMarked
package io.miniss.simulator.output;

import org.jspecify.annotations.NullMarked;
