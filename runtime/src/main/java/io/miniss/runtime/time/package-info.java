/** Durations and time limits as values. */
@NullMarked
package io.miniss.runtime.time;

import org.jspecify.annotations.NullMarked;
