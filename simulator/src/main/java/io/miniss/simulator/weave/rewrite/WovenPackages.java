package io.miniss.simulator.weave.rewrite;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which classes are woven: those of some packages and of the packages inside these, or single classes with
 * what is nested in them, or the unnamed package. The JDK, miniss and test frameworks never are.
 */
public final class WovenPackages {
  private static final List<String> NEVER =
      List.of(
          "java", "javax", "jdk", "sun", "com.sun", "io.miniss.runtime", "io.miniss.simulator",
          "io.miniss.weave", "io.miniss.woven", "io.miniss.properties");

  private static final List<String> TEST_FRAMEWORKS =
      List.of(
          "org.junit", "junit.framework", "org.opentest4j", "org.apiguardian", "org.assertj",
          "org.hamcrest", "org.mockito", "net.bytebuddy", "net.jqwik", "org.awaitility",
          "org.testng", "org.objenesis");

  /** Stands for all classes that are in no package. */
  public static final String UNNAMED = ".";

  private final Set<String> names;

  private WovenPackages(Set<String> names) {
    this.names = names;
  }

  /**
   * Reads names separated by commas; a name may end in {@code .*}.
   *
   * @throws IllegalArgumentException if one is empty, or names packages that cannot be woven
   */
  public static WovenPackages parse(String text) {
    TreeSet<String> names = new TreeSet<>();
    for (String each : text.split(",", -1)) {
      String name = each.strip();
      name = name.endsWith(".*") ? name.substring(0, name.length() - 2) : name;
      if (!name.equals(UNNAMED) && !isName(name)) {
        throw new IllegalArgumentException(
            "what to weave is a package or a class, or several with commas between them, for example"
                + " com.acme, or . for classes in no package: \"" + text + "\"");
      }
      if (isWithinAny(name, NEVER)) {
        throw new IllegalArgumentException(
            "the JDK and miniss itself cannot be woven: \"" + name + "\"");
      }
      if (isWithinAny(name, TEST_FRAMEWORKS)) {
        throw new IllegalArgumentException("test frameworks are not woven: \"" + name + "\"");
      }
      names.add(name);
    }
    return new WovenPackages(names);
  }

  /** Whether a package or class may have {@code name}: it need be no identifier, but a blank is taken for a slip. */
  private static boolean isName(String name) {
    return !name.isEmpty()
        && !name.startsWith(".")
        && !name.endsWith(".")
        && !name.contains("..")
        && name.chars().noneMatch(each -> "/;[*'\"".indexOf(each) >= 0 || each <= ' ');
  }

  /** The packages and classes {@code names}, which may be woven. */
  public static WovenPackages of(Collection<String> names) {
    return new WovenPackages(new TreeSet<>(names));
  }

  /** Whether the class {@code type} may be woven: it is not of the JDK, of miniss or of a test framework. */
  public static boolean mayBeWoven(String type) {
    return !isWithinAny(type, NEVER) && !isWithinAny(type, TEST_FRAMEWORKS);
  }

  /** Whether the class {@code type} is woven. */
  public boolean contains(String type) {
    if (!names.contains(type) && !(names.contains(UNNAMED) && type.indexOf('.') < 0)) {
      int end = type.length();
      do {
        end = Math.max(type.lastIndexOf('.', end - 1), type.lastIndexOf('$', end - 1));
      } while (end > 0 && !names.contains(type.substring(0, end)));
      if (end <= 0) {
        return false;
      }
    }
    return mayBeWoven(type);
  }

  /** Whether {@code packageName}, or "" for the unnamed package, has classes of which some may be woven. */
  public boolean reachInto(String packageName) {
    return packageName.isEmpty()
        ? names.stream().anyMatch(each -> each.equals(UNNAMED) || each.indexOf('.') < 0)
        : contains(packageName)
            || names.stream().anyMatch(each -> each.startsWith(packageName + '.'));
  }

  /** Those of the names that {@code woven}, the names of classes, have nothing of. */
  public List<String> without(Collection<String> woven) {
    return names.stream()
        .filter(each -> woven.stream()
            .noneMatch(type -> new WovenPackages(Set.of(each)).contains(type)))
        .toList();
  }

  private static boolean isWithinAny(String type, List<String> packages) {
    for (String each : packages) {
      if (type.startsWith(each)
          && (type.length() == each.length()
              || type.charAt(each.length()) == '.'
              || type.charAt(each.length()) == '$')) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WovenPackages packages && packages.names.equals(names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  @Override
  public String toString() {
    return String.join(",", names);
  }
}
