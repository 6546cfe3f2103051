package io.miniss.runtime.task;

import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.cancel.DeadlineExceededException;
import io.miniss.runtime.util.Durations;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a task is to be run. Immutable; each method returns a changed copy.
 *
 * <pre>{@code
 * runtime.spawn(TaskOptions.named("parse").on(2).within(scope), () -> parse(page));
 * }</pre>
 */
public final class TaskOptions {
  private static final TaskOptions DEFAULTS = new TaskOptions(null, -1, null, null);

  private final @Nullable String name;
  private final int core;
  private final @Nullable CancellationScope scope;
  private final @Nullable Duration deadline;

  private TaskOptions(
      @Nullable String name,
      int core,
      @Nullable CancellationScope scope,
      @Nullable Duration deadline) {
    this.name = name;
    this.core = core;
    this.scope = scope;
    this.deadline = deadline;
  }

  /** No name, any core, no scope, no deadline. */
  public static TaskOptions defaults() {
    return DEFAULTS;
  }

  /** A task with a name, for reports and traces. */
  public static TaskOptions named(String name) {
    return new TaskOptions(name, -1, null, null);
  }

  /** Runs on {@code core} and never moves; the runtime checks the number. */
  public TaskOptions on(int core) {
    if (core < 0) {
      throw new IllegalArgumentException("the number of a core must be at least 0: " + core);
    }
    return new TaskOptions(name, core, scope, deadline);
  }

  /**
   * Is cancelled with {@code scope}; also while it waits for room, and then it is not rejected: it ends as
   * cancelled.
   */
  public TaskOptions within(CancellationScope scope) {
    return new TaskOptions(name, core, scope, deadline);
  }

  /**
   * Is cancelled when {@code limit} has passed since it was spawned; it then ends with a {@link
   * DeadlineExceededException}.
   *
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  public TaskOptions deadline(Duration limit) {
    Durations.nanos("deadline of a task", limit);
    return new TaskOptions(name, core, scope, limit);
  }

  /** The name, or null. */
  public @Nullable String name() {
    return name;
  }

  /** The core, or nothing for any. */
  public OptionalInt core() {
    return core < 0 ? OptionalInt.empty() : OptionalInt.of(core);
  }

  /** The scope, or null. */
  public @Nullable CancellationScope scope() {
    return scope;
  }

  /** The time limit, or null. */
  public @Nullable Duration deadline() {
    return deadline;
  }
}
