package io.miniss.runtime.internal;

import io.miniss.runtime.shared.OwnerReference;
import org.jspecify.annotations.Nullable;

/** The task that runs on a core, if any. The core's thread only. */
final class RunningTask {
  /** What others see of it: also when it runs no more. */
  private final OwnerReference<Task<?>> last;

  private boolean isRunning;

  RunningTask(OwnerReference<Task<?>> last) {
    this.last = last;
  }

  /** From here on {@code task} is the one that runs. */
  void enter(Task<?> task) {
    last.setByOwnerRelease(task);
    isRunning = true;
  }

  /** It has ended or left the core. */
  void leave() {
    isRunning = false;
  }

  @Nullable Task<?> get() {
    return isRunning ? last.getByOwner() : null;
  }
}
