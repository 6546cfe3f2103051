/** Programs that run in the simulator and on pinned cores. */
@NullMarked
package io.miniss.simulator.scenario;

import org.jspecify.annotations.NullMarked;
