/** Full queues. */
@NullMarked
package io.miniss.scenarios.zoo.backpressure;

import org.jspecify.annotations.NullMarked;
