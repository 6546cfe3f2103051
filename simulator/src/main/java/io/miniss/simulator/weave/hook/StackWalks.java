package io.miniss.simulator.weave.hook;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Walks over a stack without a step: they are calls out of a native frame, in which no thread of a simulation can wait.
 */
public final class StackWalks {
  private StackWalks() {}

  /** In place of {@link StackWalker#walk}. */
  public static <T> T walk(
      StackWalker walker, Function<? super Stream<StackWalker.StackFrame>, ? extends T> function) {
    return walkCaller(walker, function);
  }

  /** In place of {@link StackWalker#forEach}. */
  public static void forEach(
      StackWalker walker, Consumer<? super StackWalker.StackFrame> action) {
    walkCaller(
        walker,
        frames -> {
          frames.forEach(action);
          return true;
        });
  }

  private static <T> T walkCaller(
      StackWalker walker, Function<? super Stream<StackWalker.StackFrame>, ? extends T> function) {
    WovenThread me = WovenThread.current();
    if (me != null) {
      me.quiet++;
    }
    try {
      return walker.walk(frames -> function.apply(frames.skip(2))); // this one and that which has called it
    } finally {
      if (me != null) {
        me.quiet--;
      }
    }
  }
}
