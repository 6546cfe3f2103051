package io.miniss.properties.jqwik;

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
  /** None, swarm, or names with probabilities. */
  String value();
}
