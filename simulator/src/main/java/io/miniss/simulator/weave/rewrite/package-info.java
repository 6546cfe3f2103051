/** Puts interleaving points and simulated monitors, threads and clocks into class files. */
@NullMarked
package io.miniss.simulator.weave.rewrite;

import org.jspecify.annotations.NullMarked;
