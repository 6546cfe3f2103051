package io.miniss.simulator.weave.rewrite;

import java.util.ArrayList;
import java.util.List;

/**
 * Which classes are woven: those of some packages and of the packages inside these, or single classes with
 * what is nested in them.
 *
 * @param names the packages and classes
 */
public record WovenPackages(List<String> names) {
  private static final List<String> NEVER =
      List.of(
          "java", "javax", "jdk", "sun", "com.sun", "io.miniss.runtime", "io.miniss.simulator",
          "io.miniss.weave", "io.miniss.properties");

  /**
   * Reads names separated by commas; a name may end in {@code .*}.
   *
   * @throws IllegalArgumentException if one is empty, or names packages that cannot be woven
   */
  public static WovenPackages parse(String text) {
    List<String> names = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      String name = each.strip();
      name = name.endsWith(".*") ? name.substring(0, name.length() - 2) : name;
      if (!name.matches("[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}.]*")
          || name.endsWith(".")) {
        throw new IllegalArgumentException(
            "what to weave is a package or a class, or several with commas between them, for example"
                + " com.acme: \"" + text + "\"");
      }
      String checked = name;
      if (NEVER.stream().anyMatch(never -> isWithin(checked, never))) {
        throw new IllegalArgumentException(
            "the JDK and miniss itself cannot be woven: \"" + name + "\"");
      }
      names.add(name);
    }
    return new WovenPackages(List.copyOf(names));
  }

  /** Whether the class {@code type} is woven. */
  public boolean contains(String type) {
    for (String each : names) {
      if (isWithin(type, each)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWithin(String type, String name) {
    return type.startsWith(name)
        && (type.length() == name.length()
            || type.charAt(name.length()) == '.'
            || type.charAt(name.length()) == '$');
  }

  @Override
  public String toString() {
    return String.join(",", names);
  }
}
