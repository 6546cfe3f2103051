/** What woven code calls, and the state of a run for it. */
@NullMarked
package io.miniss.simulator.weave.hook;

import org.jspecify.annotations.NullMarked;
