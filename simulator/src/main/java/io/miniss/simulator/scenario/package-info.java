/** Programs that run in both worlds: simulated and on pinned cores. */
@NullMarked
package io.miniss.simulator.scenario;

import org.jspecify.annotations.NullMarked;
