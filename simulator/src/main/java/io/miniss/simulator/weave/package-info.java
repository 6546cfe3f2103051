/**
 * Plain Java in the simulator: classes that know nothing of miniss are rewritten as they are loaded, so that
 * every access to shared state is a step of the run. {@link io.miniss.simulator.weave.JavaProgram} is a
 * program with a {@code main} method as a scenario.
 */
@NullMarked
package io.miniss.simulator.weave;

import org.jspecify.annotations.NullMarked;
