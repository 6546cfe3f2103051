package io.miniss.properties.jqwik;

import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.junit.AnnotatedOptions;
import io.miniss.simulator.junit.SimulationTest;
import io.miniss.simulator.replay.ReplayRequest;
import io.miniss.simulator.weave.WeaveChoice;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A property whose tries are runs: it takes a {@link Simulation}, or has the annotation {@link SimulationTest}. What
 * both of these say of it, and what of it is woven.
 */
final class SimulatedProperty {
  private static final String AT_PARAMETER =
      "strategy cores maxSteps stepCost faults faultSteps livenessSteps seeds firstSeed watchdog";

  private final String name;
  private final Method method;
  private final @Nullable SimulationTest annotation;
  private final WeaveChoice choice;

  /** What is called in place of the property, or null if it is not woven. */
  private final @Nullable WovenProperty woven;

  private String whyNot;

  private SimulatedProperty(PropertyLifecycleContext context) {
    this.method = context.targetMethod();
    this.name = ReplayRequest.name(context.containerClass(), method.getName());
    this.annotation = annotation(method).orElse(null);
    if (simulations(method) > 1) {
      throw new IllegalArgumentException(
          name + " takes more than one Simulation, but a try is one run");
    }
    Class<?> container = context.containerClass();
    String text = annotation == null ? WeaveChoice.AUTO : annotation.weave();
    this.choice = WeaveChoice.of(text, container, false);
    this.whyNot = choice.whyNot();
    if (choice.packages().isPresent()) {
      whyNot = WovenProperty.obstacle(choice.packages().get(), container, method);
      if (!whyNot.isEmpty()) {
        choice.refuse(whyNot);
      }
    }
    this.woven =
        choice.packages().isPresent() && whyNot.isEmpty()
            ? WovenProperty.of(
                choice, container, method, annotation == null || annotation.races(),
                annotation != null && annotation.weaveDeep(),
                annotation == null ? "" : annotation.benignRaces())
            : null;
    if (simulations(method) == 1 && annotation != null) {
      refuseTwoPlaces(annotation);
    }
  }

  /**
   * That of {@code context}.
   *
   * @throws IllegalArgumentException if its annotations cannot be; says why
   */
  static SimulatedProperty of(PropertyLifecycleContext context) {
    try {
      return new SimulatedProperty(context);
    } catch (IllegalArgumentException e) {
      String text =
          ReplayRequest.name(context.containerClass(), context.targetMethod().getName());
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(text) ? e : new IllegalArgumentException(text + ": " + message, e);
    }
  }

  /** Whether {@code method} is such a property. */
  static boolean isSimulated(Method method) {
    return simulations(method) > 0 || annotation(method).isPresent();
  }

  /** The parameters of {@code method} that jqwik generates. */
  static Stream<Parameter> forAll(Method method) {
    return Stream.of(method.getParameters())
        .filter(each -> AnnotationSupport.isAnnotated(each, ForAll.class));
  }

  private static long simulations(Method method) {
    return forAll(method).filter(each -> each.getType() == Simulation.class).count();
  }

  private static Optional<SimulationTest> annotation(Method method) {
    return AnnotationSupport.findAnnotation(method, SimulationTest.class);
  }

  private static void refuseTwoPlaces(SimulationTest annotation) {
    for (String attribute : AT_PARAMETER.split(" ", -1)) {
      try {
        Method method = SimulationTest.class.getMethod(attribute);
        if (!method.invoke(annotation).equals(method.getDefaultValue())) {
          throw new IllegalArgumentException(
              attribute + ": the runs of a property with a Simulation are described next to its"
                  + " @ForAll, with @Cores, @Strategy, @Faults and @Steps; leave out " + attribute
                  + ", or the parameter");
        }
      } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("@SimulationTest has no attribute " + attribute, e);
      }
    }
  }

  /** The class and the method. */
  String name() {
    return name;
  }

  /** Whether each try has a run of its own among its parameters. */
  boolean hasPlan() {
    return simulations(method) > 0;
  }

  /** Whether a failing run is shrunk. */
  boolean isShrunk() {
    return annotation == null || annotation.shrink();
  }

  /** The first of the runs that the annotation asks for; there is no {@link #hasPlan plan}. */
  SimulationOptions first() {
    return AnnotatedOptions.of(Optional.ofNullable(annotation).orElseThrow());
  }

  /** Who runs next, as in replay lines; what that does not say, runs can tell. */
  String strategy() {
    if (!hasPlan()) {
      return Optional.ofNullable(annotation).orElseThrow().strategy();
    }
    return forAll(method)
        .filter(each -> each.getType() == Simulation.class)
        .flatMap(each -> AnnotationSupport.findAnnotation(each, Strategy.class).stream())
        .map(Strategy::value)
        .findFirst()
        .orElse(Strategy.DEFAULT);
  }

  /** How many runs a try is, if the property has {@code tries}. */
  int runsPerTry(int tries) {
    return annotation == null || hasPlan()
        ? 1
        : Math.clamp(annotation.seeds() / Math.max(1, tries), 1, Integer.MAX_VALUE);
  }

  /**
   * What is called for a try with {@code parameters} in place of the property; null for the property itself.
   *
   * @throws IllegalArgumentException if weaving is asked for, and that is impossible with these; says why
   */
  @Nullable WovenProperty woven(List<Object> parameters) {
    if (woven == null) {
      return null;
    }
    String obstacle = woven.obstacle(parameters);
    if (obstacle.isEmpty()) {
      return woven;
    }
    choice.refuse(obstacle);
    whyNot = obstacle;
    return null;
  }

  /** What was woven, how much of it was used, or why nothing was. */
  String report() {
    if (woven == null) {
      return "nothing is woven: " + whyNot;
    }
    return whyNot.isEmpty() ? woven.report() : woven.report() + "; tries not woven: " + whyNot;
  }

  /** Whether something speaks against weaving what would be woven otherwise, or it is woven. */
  boolean hasReport() {
    return choice.packages().isPresent();
  }

  /** What is wrong after all tries have passed, or an empty text. */
  String complaint() {
    return woven != null && choice.isAskedFor() && woven.steps() == 0
        ? name + " has explored nothing: " + woven.describe()
            + " woven, and no run has made a step in them. The property shares nothing between threads, or does"
            + " so in code that is not woven: name it in weave"
        : "";
  }
}
