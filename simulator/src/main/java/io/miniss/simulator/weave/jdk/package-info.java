/** Bodies of JDK classes in which threads, waits, clocks and randomness are the simulation's. */
@NullMarked
package io.miniss.simulator.weave.jdk;

import org.jspecify.annotations.NullMarked;
