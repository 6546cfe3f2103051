/**
 * Repeats a run in another JVM, where the order of immutable collections and identity hash codes are
 * different, and says what the run depends on if it is not the same there.
 */
@NullMarked
package io.miniss.simulator.otherjvm;

import org.jspecify.annotations.NullMarked;
