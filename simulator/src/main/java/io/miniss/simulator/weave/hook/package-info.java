/** What code that has been woven calls, and what is kept of a run for it. */
@NullMarked
package io.miniss.simulator.weave.hook;

import org.jspecify.annotations.NullMarked;
