package io.miniss.simulator.weave.hook;

import io.miniss.simulator.engine.UserFrames;
import io.miniss.simulator.text.WovenFrames;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the report of a data race says of an access.
 *
 * @param thread the name of the thread
 * @param locks the locks that it held
 * @param stack where it was
 */
record AccessDetail(String thread, List<WovenLocation> locks, Throwable stack) {
  private static final String HOOKS = "io.miniss.simulator.weave.hook.";

  /** What calls tasks and fibers. */
  private static final String CORES = "io.miniss.runtime.internal.";

  private static final int MAX_FRAMES = 12;

  /** Of what the calling thread, {@code me}, is about to do. */
  static AccessDetail of(WovenThread me) {
    return new AccessDetail(me.name(), List.copyOf(me.locks), new Throwable());
  }

  /** The locks in words. */
  String held() {
    return locks.isEmpty()
        ? "without a lock"
        : locks.stream()
            .map(WovenLocation::describe)
            .collect(Collectors.joining(", ", "while it holds ", ""));
  }

  /** The frames of the stack that are not the simulator's. */
  StackTraceElement[] frames() {
    return List.of(stack.getStackTrace())
        .stream()
        .filter(each -> !each.getClassName().startsWith(HOOKS))
        .filter(each -> !WovenFrames.isGenerated(each.getMethodName()))
        .map(WovenFrames::original)
        .toArray(StackTraceElement[]::new);
  }

  /** The innermost of them, a line each, and in any case one of the user's. */
  String lines() {
    List<StackTraceElement> frames =
        Arrays.stream(frames())
            .filter(each -> !UserFrames.isSameInAll(each.getClassName()))
            .filter(each -> !each.getClassName().startsWith(CORES))
            .toList();
    return UserFrames.excerpt(frames, MAX_FRAMES).stream()
        .map(line -> "\n      " + line)
        .collect(Collectors.joining());
  }
}
