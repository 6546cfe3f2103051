/** Rewrites JDK classes, so that their threads, waits, clocks and random numbers are simulated. */
@NullMarked
package io.miniss.simulator.weave.jdk;

import org.jspecify.annotations.NullMarked;
