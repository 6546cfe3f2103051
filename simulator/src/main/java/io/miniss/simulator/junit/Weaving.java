package io.miniss.simulator.junit;

import io.miniss.simulator.weave.WeaveChoice;
import io.miniss.simulator.weave.WovenCode;
import io.miniss.simulator.weave.WovenTypes;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a test is woven.
 *
 * @param code its woven classes, or null if it is not
 * @param isAskedFor whether the test itself says so
 * @param whyNot if it is not
 */
record Weaving(@Nullable WovenCode code, boolean isAskedFor, String whyNot) {
  /** The report entry of JUnit. */
  static final String ENTRY = WeaveChoice.ENTRY;

  /**
   * What {@code annotation} says of the test {@code method} of the last of {@code instances}, of which {@code shared}
   * serve all runs.
   *
   * @param isLenient whether a test that cannot be woven is not, whatever the annotation says
   * @throws IllegalArgumentException if it says what cannot be; says why
   */
  static Weaving of(
      SimulationTest annotation, boolean isLenient, List<Object> instances, int shared,
      Method method, List<List<Method>> before, List<List<Method>> after) {
    Class<?> test = instances.getLast().getClass();
    WeaveChoice choice = WeaveChoice.of(annotation.weave(), test, isLenient);
    if (choice.packages().isEmpty()) {
      return new Weaving(null, choice.isAskedFor(), choice.whyNot());
    }
    WovenPackages packages = choice.packages().get();
    String obstacle =
        obstacle(
            packages, instances, shared,
            Stream.concat(
                Stream.of(method),
                Stream.concat(
                    before.stream().flatMap(List::stream),
                    after.stream().flatMap(List::stream)))
                .toList());
    if (!obstacle.isEmpty()) {
      choice.refuse(obstacle);
      return new Weaving(null, false, obstacle);
    }
    return new Weaving(
        choice.code(
            test, annotation.races(), annotation.weaveDeep(), annotation.benignRaces()),
        choice.isAskedFor(), "");
  }

  /** Why the classes of {@code packages} cannot be other ones than those that JUnit knows, or an empty text. */
  private static String obstacle(
      WovenPackages packages, List<Object> instances, int shared, List<Method> methods) {
    if (shared > 0) {
      return "an instance that all runs share cannot be woven: leave out @TestInstance(PER_CLASS)";
    }
    for (Method each : methods) {
      String parameter = wovenParameter(packages, each, 0);
      if (!parameter.isEmpty()) {
        return parameter;
      }
    }
    for (int i = 0; i < instances.size(); i++) {
      Constructor<?> constructor = instances.get(i).getClass().getDeclaredConstructors()[0];
      String parameter = wovenParameter(packages, constructor, Math.min(i, 1));
      if (!parameter.isEmpty()) {
        return parameter;
      }
      boolean isOuter = i < instances.size() - 1;
      if (isOuter && ConstructorArguments.areOfTemplate(constructor)) {
        return "JUnit resolves the parameters of the constructor of " + constructor.getName()
            + " only for the class that is not woven: use fields with @Parameter";
      }
    }
    return "";
  }

  /** Of the parameters after the first {@code own} ones. */
  private static String wovenParameter(WovenPackages packages, Executable of, int own) {
    Type[] generic = of.getGenericParameterTypes();
    boolean isComplete = generic.length == of.getParameterCount(); // an outer instance may be missing
    return Arrays.stream(isComplete ? generic : of.getParameterTypes())
        .skip(own)
        .flatMap(each -> WovenTypes.in(each, packages).stream())
        .map(
            each -> "JUnit resolves a parameter of the type " + each.getName() + " of "
                + of.getName()
                + ", and it knows only the class that is not woven: make the object in the test")
        .findFirst()
        .orElse("");
  }

  /** What was woven and how much of it was used, or why nothing was. */
  String report() {
    return code == null ? "nothing is woven: " + whyNot : code.report();
  }
}
