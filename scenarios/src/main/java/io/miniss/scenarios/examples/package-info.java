/**
 * Scenarios, which are the examples too: each is one class that shows a way to use the runtime, states
 * what must hold of it, and runs in the simulator as well as on pinned cores.
 */
@NullMarked
package io.miniss.scenarios.examples;

import org.jspecify.annotations.NullMarked;
