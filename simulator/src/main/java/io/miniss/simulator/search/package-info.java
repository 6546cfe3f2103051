/** Searches. A search chooses many runs; a strategy chooses within one run. */
@NullMarked
package io.miniss.simulator.search;

import org.jspecify.annotations.NullMarked;
