package io.miniss.properties.jqwik;

import io.miniss.properties.FaultPlans;
import io.miniss.simulator.SimulationOptions;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What goes wrong beneath the runtime in a {@code Simulation}, as in replay lines. Nothing without this. */
@Target({ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Faults {
  /** With this value jqwik draws the mix ({@link FaultPlans#mixes}), and shrinks it. */
  String DRAWN = "drawn";

  /** None, swarm, names with probabilities, or {@value #DRAWN}. */
  String value();

  /** They happen for so many steps; then begins the liveness phase. */
  long steps() default SimulationOptions.DEFAULT_FAULT_STEPS;

  /** After that a try has to end within so many steps. */
  long livenessSteps() default SimulationOptions.DEFAULT_LIVENESS_STEPS;
}
