/** Searches over runs, where a strategy is about one run. */
@NullMarked
package io.miniss.simulator.search;

import org.jspecify.annotations.NullMarked;
