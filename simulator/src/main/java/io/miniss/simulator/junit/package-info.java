/**
 * JUnit 5: {@link io.miniss.simulator.junit.SimulationTest} runs a test method under many seeds.
 * Needs {@code junit-jupiter-api} on the class path.
 */
@NullMarked
package io.miniss.simulator.junit;

import org.jspecify.annotations.NullMarked;
