/**
 * All state that threads share. Every access names its memory mode. Before it, the access is announced
 * to the {@link io.miniss.runtime.spi.Scheduler} as an interleaving point, where a simulator may run any
 * other thread. The rest of the runtime is single-threaded code on its core. Structures built from these
 * primitives are explored in the same way as the runtime.
 *
 * <p>The simulator explores sequentially consistent interleavings. What the memory modes allow beyond
 * that is tested with jcstress, in {@code ci/stress}.
 */
@NullMarked
package io.miniss.runtime.shared;

import org.jspecify.annotations.NullMarked;
