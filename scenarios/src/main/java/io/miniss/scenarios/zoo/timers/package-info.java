/** Timers that outlive what they were for, or are lost. */
@NullMarked
package io.miniss.scenarios.zoo.timers;

import org.jspecify.annotations.NullMarked;
