/**
 * Scenarios that are examples too. Each is one class that shows a way to use the runtime and checks what
 * must be true. It runs in the simulator and on pinned cores.
 */
@NullMarked
package io.miniss.scenarios.examples;

import org.jspecify.annotations.NullMarked;
