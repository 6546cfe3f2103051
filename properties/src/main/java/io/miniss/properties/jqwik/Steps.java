package io.miniss.properties.jqwik;

import io.miniss.simulator.SimulationOptions;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How many steps a try may take, and whether they take time. */
@Target({ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Steps {
  /** A try that takes more steps fails. */
  long max() default SimulationOptions.DEFAULT_MAX_STEPS;

  /** Whether each step costs virtual time, so that deadlines fall between steps. */
  boolean costTime() default true;
}
