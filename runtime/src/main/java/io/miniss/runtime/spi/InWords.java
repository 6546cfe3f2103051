package io.miniss.runtime.spi;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value of a shared location that is of the runtime's own making: it is neither the program's nor a part of the API,
 * so that its class and its fields say nothing to who reads a report.
 */
public interface InWords {
  /**
   * What it means, for reports; empty where the location's own name says it all. No interleaving point. Only a
   * scheduler calls it, while no other thread runs.
   *
   * @param words says of another value what it is
   */
  String inWords(Function<@Nullable Object, String> words);
}
