package io.miniss.scenarios.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers that are no less than another. */
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

  private static int parse(String text, int least) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TypeConversionException(
        "a number from " + least + " to " + Integer.MAX_VALUE + " is accepted: \"" + text + "\"");
  }
}
