/**
 * The engine: runs simulated threads one at a time. They are virtual threads on its own executor, and
 * all those of a run are carried by one platform thread.
 */
@NullMarked
package io.miniss.simulator.engine;

import org.jspecify.annotations.NullMarked;
