/** What goes wrong while a loop starts, or starts again. */
@NullMarked
package io.miniss.scenarios.zoo.start;

import org.jspecify.annotations.NullMarked;
