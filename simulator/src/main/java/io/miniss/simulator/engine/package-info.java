/**
 * The engine: runs threads that are virtual threads on an executor of its own, one at a time, on the
 * one platform thread that called it.
 */
@NullMarked
package io.miniss.simulator.engine;

import org.jspecify.annotations.NullMarked;
