package io.miniss.simulator.weave;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that data races do no harm: those on a field, those of a method's accesses, or both of a whole class. They
 * are counted in the report and fail no run. Any annotation of this simple name has the same effect, so a program
 * that does not depend on this library may declare its own; a file of names is another way ({@code
 * --benign-races}, {@code benignRaces}).
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.CONSTRUCTOR, ElementType.TYPE})
@Retention(RetentionPolicy.CLASS)
public @interface BenignRace {
  /** Why, for whoever reads the code; a class whose reason is empty is not woven. */
  String value();
}
