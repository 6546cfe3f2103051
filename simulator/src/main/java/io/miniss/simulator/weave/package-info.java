/**
 * Plain Java in the simulator: classes that do not use miniss are rewritten when they are loaded, so that
 * every access to shared state is a step of the run. {@link io.miniss.simulator.weave.JavaProgram} is a
 * program with a {@code main} method as a scenario.
 */
@NullMarked
package io.miniss.simulator.weave;

import org.jspecify.annotations.NullMarked;
