/** Exhibits 9 to 17: the end of a runtime loses something, or does not come. */
@NullMarked
package io.miniss.scenarios.zoo.shutdown;

import org.jspecify.annotations.NullMarked;
