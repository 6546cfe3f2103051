/**
 * What the runtime can say about the machine and about itself: the CPUs that this process may use,
 * the CPU time that its control groups grant, and whether a core's thread is really pinned.
 *
 * <p>This package is at the bottom: it depends on no other package of the runtime.
 */
@NullMarked
package io.miniss.runtime.diagnostics;

import org.jspecify.annotations.NullMarked;
