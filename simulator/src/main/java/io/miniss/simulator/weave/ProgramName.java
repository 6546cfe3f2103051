package io.miniss.simulator.weave;

import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The name of a program's scenario, from which the program can be made again: {@code java:com.acme.Main
 * weave=com.acme classpath=app.jar races=off deep=on arg=3}. What has its default is left out. Blanks, quotes and percent
 * signs inside a value are written as in URLs.
 */
final class ProgramName {
  /** What the name of a program begins with. */
  static final String PREFIX = "java:";

  private static final String[] ESCAPED = {"%", " ", "'", "\""};

  private ProgramName() {}

  /** What is woven of the program {@code mainClass} unless something else is said. */
  static String defaultPackages(String mainClass) {
    int hash = mainClass.indexOf('#');
    String type = hash < 0 ? mainClass : mainClass.substring(0, hash);
    int dot = type.lastIndexOf('.');
    return dot < 0 ? WovenPackages.UNNAMED : type.substring(0, dot);
  }

  static String of(ProgramSettings settings) {
    StringBuilder name = new StringBuilder(PREFIX).append(settings.mainClass());
    String packages = settings.packages().toString();
    if (!packages.equals(defaultPackages(settings.mainClass()))) {
      name.append(" weave=").append(escaped(packages));
    }
    if (!settings.classPath().isEmpty()) {
      name.append(" classpath=")
          .append(
              escaped(
                  settings.classPath().stream()
                      .map(Path::toString)
                      .collect(Collectors.joining(File.pathSeparator))));
    }
    if (!settings.findsRaces()) {
      name.append(" races=off");
    }
    if (settings.isDeep()) {
      name.append(" deep=on");
    }
    settings.benignRaces()
        .ifPresent(each -> name.append(" benign-races=").append(escaped(each.toString())));
    settings.arguments().forEach(each -> name.append(" arg=").append(escaped(each)));
    return name.toString();
  }

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ProgramSettings parse(String name, boolean isMuted) {
    String[] words = name.substring(PREFIX.length()).split(" ", -1);
    String mainClass = words[0];
    String packages = defaultPackages(mainClass);
    List<Path> classPath = List.of();
    List<String> arguments = new ArrayList<>();
    boolean races = true;
    boolean deep = false;
    Optional<Path> benign = Optional.empty();
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      String key = equals < 0 ? words[i] : words[i].substring(0, equals);
      String value = plain(words[i].substring(equals + 1));
      switch (key) {
        case "weave" -> packages = value;
        case "classpath" -> classPath = ClassPath.parse(value);
        case "races" -> races = isOn(words[i], value);
        case "deep" -> deep = isOn(words[i], value);
        case "benign-races" -> benign = Optional.of(Path.of(value));
        case "arg" -> arguments.add(value);
        default -> throw new IllegalArgumentException(
            "the name of a program has weave, classpath, races, deep, benign-races and arg, and not \""
                + key + "\": "
                + name);
      }
    }
    return new ProgramSettings(
        mainClass, arguments, classPath, WovenPackages.parse(packages), races, benign,
        isMuted, deep);
  }

  private static boolean isOn(String word, String value) {
    return switch (value) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new IllegalArgumentException(
          "the name of a program has races and deep on or off, and not \"" + word + "\"");
    };
  }

  private static String escaped(String value) {
    String result = value;
    for (String each : ESCAPED) {
      result = result.replace(each, String.format("%%%02X", (int) each.charAt(0)));
    }
    return result;
  }

  private static String plain(String value) {
    String result = value;
    for (int i = ESCAPED.length - 1; i >= 0; i--) {
      result = result.replace(String.format("%%%02X", (int) ESCAPED[i].charAt(0)), ESCAPED[i]);
    }
    return result;
  }
}
