package io.miniss.properties.jqwik;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who runs next in a {@code Simulation}, as in replay lines. What is left out, such as the {@code steps} of {@code pct}, is
 * learned from runs of the first try.
 */
@Target({ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Strategy {
  /** What a {@code Simulation} without this has: every seed draws a strategy. */
  String DEFAULT = "portfolio";

  /** The strategy. */
  String value();
}
