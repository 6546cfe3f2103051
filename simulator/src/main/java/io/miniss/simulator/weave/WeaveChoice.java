package io.miniss.simulator.weave;

import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What is woven for a test, from what its annotation says.
 *
 * @param packages what to weave; empty for nothing
 * @param isAskedFor whether the annotation says so, and it is not the default
 * @param whyNot why nothing is woven
 */
public record WeaveChoice(
    Optional<WovenPackages> packages, boolean isAskedFor, String whyNot) {
  /** The package of the test, and the classes of the project that the test names. */
  public static final String SELF = "SELF";

  /** Nothing. */
  public static final String NONE = "NONE";

  /** {@link #SELF} where the code would otherwise pass no interleaving point. */
  public static final String AUTO = "AUTO";

  /** The report entry that says what was woven. */
  public static final String ENTRY = "miniss.woven";

  /**
   * What {@code text} says of a test in the class {@code test}.
   *
   * @param text {@link #SELF}, {@link #NONE}, {@link #AUTO}, or packages and classes
   * @param isLenient whether a test that cannot be woven is not, whatever {@code text} says
   * @throws IllegalArgumentException if {@code text} says what cannot be; says why
   */
  public static WeaveChoice of(String text, Class<?> test, boolean isLenient) {
    boolean isAskedFor = !isLenient && !text.equals(AUTO);
    if (text.equals(NONE)) {
      return new WeaveChoice(Optional.empty(), true, "weave = NONE");
    }
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "weave: a package, a class, SELF, NONE or AUTO, and not an empty text");
    }
    if (!isAskedFor && !WovenCode.isPlain(test)) {
      return new WeaveChoice(
          Optional.empty(), false,
          "its code uses primitives of the runtime, or is part of miniss");
    }
    WovenPackages packages =
        text.equals(AUTO) || text.equals(SELF)
            ? WovenCode.around(test)
            : WovenPackages.parse(text);
    if (!packages.contains(test.getName())) {
      if (isLenient) {
        return new WeaveChoice(
            Optional.empty(), false, test.getName() + " is not in " + packages);
      }
      throw new IllegalArgumentException(
          "weave: the test's own class has to be woven too, and " + test.getName() + " is not in "
              + packages);
    }
    return new WeaveChoice(Optional.of(packages), isAskedFor, "");
  }

  /**
   * Something speaks against weaving.
   *
   * @throws IllegalArgumentException with {@code obstacle}, if weaving is asked for
   */
  public void refuse(String obstacle) {
    if (isAskedFor) {
      throw new IllegalArgumentException("weave: " + obstacle);
    }
  }

  /**
   * The woven classes of the test in the class {@code test}; {@link #packages} has to be there.
   *
   * @param isDeep whether {@code java.util.concurrent} is woven inside
   * @param benignRaces the name of a file that lists races that do no harm, or an empty text
   */
  public WovenCode code(
      Class<?> test, boolean findsRaces, boolean isDeep, String benignRaces) {
    ClassLoader loader = Objects.requireNonNull(test.getClassLoader());
    if (WovenCode.usesMocks(test)) {
      Mocks.prepare(loader);
    }
    return WovenCode.of(
        packages.orElseThrow(), loader, findsRaces, isDeep,
        benignRaces.isEmpty() ? Optional.empty() : Optional.of(Path.of(benignRaces)));
  }
}
