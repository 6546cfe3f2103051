package io.miniss.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Code with local variables that is looked at while it runs. It is outside the engine, whose frames do not count. */
public final class LocalVariables {
  private LocalVariables() {}

  /** What {@code look} sees while a variable refers to each of {@code objects}; all else is the same. */
  public static <T> List<T> ofObjects(Supplier<T> look, @Nullable Object... objects) {
    Deque<Object[]> left = new ArrayDeque<>();
    Arrays.stream(objects).forEach(each -> left.add(new Object[] {each}));
    List<T> seen = new ArrayList<>();
    while (!left.isEmpty()) {
      Object variable = left.remove()[0];
      seen.add(look.get());
      keepAlive(variable);
    }
    return seen;
  }

  /** The same with a variable that is each of {@code numbers}. */
  public static <T> List<T> ofNumbers(Supplier<T> look, Long... numbers) {
    Deque<Long> left = new ArrayDeque<>(List.of(numbers));
    List<T> seen = new ArrayList<>();
    while (!left.isEmpty()) {
      long variable = left.remove();
      seen.add(look.get());
      keepAlive(variable);
    }
    return seen;
  }

  /** What {@code look} sees at two places of a method. */
  public static <T> List<T> atTwoPlaces(Supplier<T> look) {
    T first = look.get();
    T second = look.get();
    return List.of(first, second);
  }

  /** What it sees with so many calls more on the stack. */
  public static <T> T deeper(Supplier<T> look, int by) {
    return by == 0 ? look.get() : deeper(look, by - 1);
  }

  private static void keepAlive(@Nullable Object variable) {
    var _ = System.identityHashCode(variable);
  }
}
