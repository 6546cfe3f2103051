/** Small values that every other package may use: durations, time limits, registrations. */
@NullMarked
package io.miniss.runtime.util;

import org.jspecify.annotations.NullMarked;
