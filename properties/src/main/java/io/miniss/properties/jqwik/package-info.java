/**
 * Properties whose body runs in the simulator: {@code @Property void p(@ForAll Simulation simulation,
 * ...)}. Every try is one simulated run, with {@link io.miniss.properties.jqwik.Cores}, {@link
 * io.miniss.properties.jqwik.Strategy} and {@link io.miniss.properties.jqwik.Faults} next to
 * {@code @ForAll}. Found by jqwik itself: the dependency is enough. Properties over plain Java have the annotation {@link
 * io.miniss.simulator.junit.SimulationTest} in place of a simulation; each of their tries is some runs.
 *
 * <p>All of a try is on the simulated main thread: the methods before and after it, and the body.
 * jqwik shrinks the other parameters and the number of cores. The seed is not shrunk, because a smaller
 * number is not a simpler run. Then the schedule is shrunk. Parameters are used again for this, so a body
 * must not change them. The message of a failure contains {@code -Dminiss.replay='...'}, which repeats this
 * run of this property, once; other properties with a {@code Simulation} are skipped then.
 *
 * <p>After a failure the next run of jqwik begins with the seed that failed, unless a property has {@code
 * RANDOM_SEED}. It never begins with only the sample.
 */
@NullMarked
package io.miniss.properties.jqwik;

import org.jspecify.annotations.NullMarked;
