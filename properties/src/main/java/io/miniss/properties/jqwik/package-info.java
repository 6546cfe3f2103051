/**
 * Properties whose body runs in the simulator: {@code @Property void p(@ForAll Simulation simulation,
 * ...)}. Every try is one simulated run, with {@link io.miniss.properties.jqwik.Cores}, {@link
 * io.miniss.properties.jqwik.Strategy} and {@link io.miniss.properties.jqwik.Faults} next to
 * {@code @ForAll}. Found by jqwik itself: the dependency is enough.
 *
 * <p>All of a try is on the simulated main thread: the methods before and after it, and the body.
 * jqwik shrinks the other parameters, and the number of cores; the seed stays, as a smaller number is
 * no simpler run. Then the schedule is shrunk. Parameters are used again for this, so a body must not
 * change them. A failure carries {@code -Dminiss.replay='...'}, which brings back this one run of this
 * one property, once; other properties with a {@code Simulation} are skipped then.
 *
 * <p>After a failure jqwik goes on with the seed that failed (unless a property wants {@code
 * RANDOM_SEED}), never with the sample alone.
 */
@NullMarked
package io.miniss.properties.jqwik;

import org.jspecify.annotations.NullMarked;
