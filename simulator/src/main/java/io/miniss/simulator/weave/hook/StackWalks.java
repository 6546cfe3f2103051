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
    WovenThread me = WovenThread.current();
    if (me == null) {
      return walker.walk(frames -> function.apply(frames.skip(1)));
    }
    me.quiet++;
    try {
      return walker.walk(frames -> function.apply(frames.skip(1))); // without this one
    } finally {
      me.quiet--;
    }
  }

  /** In place of {@link StackWalker#forEach}. */
  public static void forEach(
      StackWalker walker, Consumer<? super StackWalker.StackFrame> action) {
    WovenThread me = WovenThread.current();
    if (me != null) {
      me.quiet++;
    }
    try {
      walker.walk(
          frames -> {
            frames.skip(1).forEach(action);
            return true;
          });
    } finally {
      if (me != null) {
        me.quiet--;
      }
    }
  }
}
