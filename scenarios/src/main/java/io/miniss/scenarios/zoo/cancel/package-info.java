/** Cancellations that meet a completion. */
@NullMarked
package io.miniss.scenarios.zoo.cancel;

import org.jspecify.annotations.NullMarked;
