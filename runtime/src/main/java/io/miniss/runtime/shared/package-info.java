/**
 * The one room in which threads share state. Every access has its memory mode in its name and is
 * announced to the {@link io.miniss.runtime.spi.Scheduler} as an interleaving point first, so a
 * simulator may run any other thread there. The rest of the runtime is single-threaded code on its
 * own core. Structures built from these primitives are explored in the same way as the runtime.
 *
 * <p>The simulator explores sequentially consistent interleavings; what the memory modes allow
 * beyond that is the part of the jcstress tests in {@code ci/stress}.
 */
@NullMarked
package io.miniss.runtime.shared;

import org.jspecify.annotations.NullMarked;
