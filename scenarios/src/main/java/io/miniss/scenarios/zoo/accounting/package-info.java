/** Counts that drift away from what they count. */
@NullMarked
package io.miniss.scenarios.zoo.accounting;

import org.jspecify.annotations.NullMarked;
