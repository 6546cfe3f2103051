/** Somebody ready is overtaken for ever. */
@NullMarked
package io.miniss.scenarios.zoo.fairness;

import org.jspecify.annotations.NullMarked;
