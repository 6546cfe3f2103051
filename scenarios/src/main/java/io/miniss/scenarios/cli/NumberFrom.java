package io.miniss.scenarios.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers from a minimum on. */
final class NumberFrom {
  private NumberFrom() {}

  /** From 0 on. */
  static final class Zero implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return parse(text, 0);
    }
  }

  /** From 1 on. */
  static final class One implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return parse(text, 1);
    }
  }

  private static int parse(String text, int min) {
    try {
      int number = Integer.parseInt(text);
      if (number >= min) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TypeConversionException(
        "a number from " + min + " to " + Integer.MAX_VALUE + " is accepted: \"" + text + "\"");
  }
}
