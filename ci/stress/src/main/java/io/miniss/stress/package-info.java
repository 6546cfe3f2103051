/**
 * jcstress tests of the primitives of {@code io.miniss.runtime.shared} and of the futures on top of
 * them: what the memory modes allow beyond the interleavings that the simulator explores.
 */
@NullMarked
package io.miniss.stress;

import org.jspecify.annotations.NullMarked;
