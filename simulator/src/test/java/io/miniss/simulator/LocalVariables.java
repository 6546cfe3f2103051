package io.miniss.simulator;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Code with local variables that is looked at while it runs. It is outside the engine, whose frames do not count. */
public final class LocalVariables {
  private LocalVariables() {}

  /** Has {@link #ofObjects} begin with what these give, to which nothing but the variable will refer. */
  @SafeVarargs
  public static void leave(Supplier<Object>... givers) {
    for (Supplier<Object> each : givers) {
      OutOfSight.leave(new Object[] {each.get()});
    }
  }

  /** What {@code look} sees while a variable refers to each of {@code objects}; all else is the same. */
  public static <T> List<T> ofObjects(
      Class<T> type, Supplier<T> look, @Nullable Object... objects) {
    OutOfSight.leave(objects);
    aside(
        () -> {
          while (OutOfSight.isAnyLeft()) {
            Object variable = OutOfSight.next();
            OutOfSight.see(look.get());
            keepAlive(variable);
          }
        });
    return OutOfSight.seen(type);
  }

  /** The same with a variable that is each of {@code numbers}. */
  public static <T> List<T> ofNumbers(Class<T> type, Supplier<T> look, Long... numbers) {
    OutOfSight.leave(numbers);
    aside(
        () -> {
          while (OutOfSight.isAnyLeft()) {
            long variable = (Long) Objects.requireNonNull(OutOfSight.next());
            OutOfSight.see(look.get());
            keepAlive(variable);
          }
        });
    return OutOfSight.seen(type);
  }

  /** What {@code look} sees at two places of a method. */
  public static <T> List<T> atTwoPlaces(Class<T> type, Supplier<T> look) {
    aside(
        () -> {
          OutOfSight.see(look.get());
          OutOfSight.see(look.get());
        });
    return OutOfSight.seen(type);
  }

  /** What it sees with so many calls more on the stack. */
  public static <T> T deeper(Class<T> type, Supplier<T> look, int by) {
    aside(() -> OutOfSight.see(deeper(look, by)));
    return OutOfSight.seen(type).getFirst();
  }

  private static <T> T deeper(Supplier<T> look, int by) {
    return by == 0 ? look.get() : deeper(look, by - 1);
  }

  /** On a thread that has nothing else on its stack: a test framework has things that change. */
  private static void aside(Runnable action) {
    Thread thread = new Thread(action, "aside");
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keepAlive(@Nullable Object variable) {
    var _ = System.identityHashCode(variable);
  }
}
