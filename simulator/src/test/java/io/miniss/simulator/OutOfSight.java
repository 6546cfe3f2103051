package io.miniss.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes on in a class that no frame and no object of the calling code leads to. */
final class OutOfSight {
  private static final Deque<Object[]> LEFT = new ArrayDeque<>();
  private static final List<Object> SEEN = new ArrayList<>();
  private static int count;

  private OutOfSight() {}

  static void reset() {
    count = 0;
  }

  static int count() {
    return ++count;
  }

  static void leave(@Nullable Object[] values) {
    for (Object each : values) {
      LEFT.add(new Object[] {each});
    }
  }

  static boolean isAnyLeft() {
    return !LEFT.isEmpty();
  }

  static @Nullable Object next() {
    return LEFT.remove()[0];
  }

  static void see(Object seen) {
    SEEN.add(seen);
  }

  static <T> List<T> seen(Class<T> type) {
    List<T> seen = SEEN.stream().map(type::cast).toList();
    SEEN.clear();
    return seen;
  }
}
