/** Lost wake-ups: somebody sleeps on although there is work. */
@NullMarked
package io.miniss.scenarios.zoo.wakeup;

import org.jspecify.annotations.NullMarked;
