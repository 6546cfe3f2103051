package io.miniss.runtime.internal;

import io.miniss.runtime.spi.InWords;
import io.miniss.runtime.spi.TraceableThread;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * User code that has made a loop thread wait.
 *
 * @param task the task, or null for a continuation, a timer or a failure handler
 * @param thread where it waits
 * @param sinceNanos since when, by the runtime's clock
 */
record BlockedCode(@Nullable Task<?> task, TraceableThread thread, long sinceNanos)
    implements InWords {
  @Override
  public String inWords(Function<@Nullable Object, String> words) {
    return describe();
  }

  String describe() {
    return describe(task);
  }

  /** What runs outside fibers, or is blocked there: {@code task}, or something that is no task. */
  static String describe(@Nullable Task<?> task) {
    return task == null ? "a continuation, timer or handler" : task.label();
  }
}
