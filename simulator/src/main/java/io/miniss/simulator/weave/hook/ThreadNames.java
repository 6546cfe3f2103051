package io.miniss.simulator.weave.hook;

import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names that the JDK gives threads have numbers that are unique in the process; a run has its own. */
final class ThreadNames {
  private static final Pattern NUMBERED =
      Pattern.compile("(pool|ForkJoinPool|Timer|Thread)-((?:new)?[0-9]+)(.*)");

  private final TreeMap<String, Integer> numbers = new TreeMap<>();
  private final TreeMap<String, Integer> counts = new TreeMap<>();

  String inRun(String name) {
    Matcher matcher = NUMBERED.matcher(name);
    if (!matcher.matches()) {
      return name;
    }
    String kind = matcher.group(1);
    int first = kind.endsWith("ool") ? 1 : 0;
    Integer number = numbers.get(kind + matcher.group(2));
    if (number == null) {
      number = first - 1 + counts.merge(kind, 1, Integer::sum);
      numbers.put(kind + matcher.group(2), number);
    }
    return kind + "-" + number + matcher.group(3);
  }
}
