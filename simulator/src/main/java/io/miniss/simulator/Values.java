package io.miniss.simulator;

import io.miniss.runtime.shared.SharedCell;
import io.miniss.runtime.spi.InWords;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.text.Contents;
import io.miniss.simulator.text.KnownCollections;
import io.miniss.simulator.text.RecordFields;
import io.miniss.simulator.text.SafeText;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values of shared locations in words that are the same in each run of a seed: numbers, texts, records and the like
 * as they are, and other objects by their class and a number in the order of their first appearance. No method of the
 * program is called.
 */
final class Values {
  private static final int MAX_LENGTH = 60;

  /** So many objects are told apart; then the numbers begin again. */
  private static final int MAX_OBJECTS = 10_000;

  /** Never iterated over. */
  private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();

  /** By class name: how many have been met. Never iterated over. */
  private final Map<String, Integer> met = new TreeMap<>();

  void clear() {
    numbers.clear();
    met.clear();
  }

  /** What is in {@code location} now, as a text or {@link Contents}, or null if it does not tell. */
  @Nullable Object of(SharedLocation location) {
    Object value;
    try {
      value = location.currentValue();
    } catch (RuntimeException unspeakable) {
      return "its value cannot be had: " + unspeakable.getClass().getName();
    }
    if (value == SharedLocation.NO_VALUE) {
      return null;
    }
    boolean isWord =
        (value instanceof String || value instanceof Contents) && !(location instanceof SharedCell);
    return isWord ? value : text(value);
  }

  /** A value, and what is in it if that is known. */
  String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Object[] parts -> text(parts);
      case Record record when RuntimeValues.isKnown(record) -> cut(
          typeName(record.getClass()) + RecordFields.of(record, this::part));
      default -> {
        Contents contents = KnownCollections.contents(value, this::part);
        yield contents == null ? part(value) : cut(numbered(value) + " " + contents);
      }
    };
  }

  /** The value of a location, and what else there is in it. */
  private String text(@Nullable Object[] parts) {
    String value = text(parts[0]);
    String others =
        Arrays.stream(parts)
            .skip(1)
            .filter(Objects::nonNull)
            .map(this::text)
            .filter(text -> !text.isEmpty())
            .map(text -> " | " + text)
            .collect(Collectors.joining());
    return value + others;
  }

  private String part(@Nullable Object value) {
    String text =
        switch (value) {
          case null -> "null";
          case InWords own -> own.inWords(this::part);
          case String string -> '"' + string + '"';
          case Enum<?> constant -> constant.name();
          case Number number when isOfTheJdk(number) -> number.toString();
          case Parker thread -> "thread " + SafeText.of(thread::toString);
          case Thread thread -> "thread " + thread.getName();
          case SharedLocation location when RuntimeValues.isOfRuntime(location) -> SafeText
              .of(location::describe);
          case Boolean flag -> flag.toString();
          case Character character -> character.toString();
          default -> numbered(value);
        };
    return cut(text);
  }

  private static String cut(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
  }

  private static boolean isOfTheJdk(Object value) {
    return value.getClass().getName().startsWith("java.lang.")
        || value.getClass().getName().startsWith("java.math.");
  }

  private String numbered(Object value) {
    String type =
        RuntimeValues.isKnown(value) ? typeName(value.getClass()) : RuntimeValues.kind(value);
    Integer number = numbers.get(value);
    if (number == null) {
      if (numbers.size() >= MAX_OBJECTS) {
        clear();
      }
      number = met.merge(type, 1, Integer::sum);
      numbers.put(value, number);
    }
    return type + " " + number;
  }

  /** Without package, and without the number of a hidden class, which differs from JVM to JVM. */
  private static String typeName(Class<?> type) {
    String name = type.getName();
    int lambda = name.indexOf("$$Lambda");
    String base = lambda < 0 ? name : name.substring(0, lambda);
    String simple = base.substring(base.lastIndexOf('.') + 1).replace('$', '.');
    return lambda < 0 ? simple : "lambda of " + simple;
  }
}
