package io.miniss.properties.jqwik;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How many cores {@code Simulation.runtime} gives a runtime. Two without this. */
@Target({ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Cores {
  /** The number; if there are several, each try draws one, and shrinking prefers those before. */
  int[] value();
}
