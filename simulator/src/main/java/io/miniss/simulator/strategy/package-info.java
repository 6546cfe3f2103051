/** Who runs next: one strategy a file, each an oracle that the engine asks at every point. */
@NullMarked
package io.miniss.simulator.strategy;

import org.jspecify.annotations.NullMarked;
