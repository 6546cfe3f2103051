/** Timers of one core, ordered by deadline and then by creation. */
@NullMarked
package io.miniss.runtime.timer;

import org.jspecify.annotations.NullMarked;
