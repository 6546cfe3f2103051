package io.miniss.simulator.engine;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Starts the virtual threads of one run. The JVM lists virtual threads for its thread dumps, and what is in the list
 * is not garbage: a thread that never ends, because its run was given up, would keep what it holds for as long as
 * the JVM lives. So the threads of a run are in a list of their own, that of an executor of the JDK, which is
 * garbage when the run is.
 */
final class ThreadStart {
  /** Whether the JVM has such a list. */
  private static final boolean ARE_LISTED = areListed(System.getProperty("jdk.trackAllThreads"));

  private final @Nullable Executor starter =
      ARE_LISTED ? Executors.newThreadPerTaskExecutor(task -> takeNext()) : null;

  private @Nullable Thread next;

  private static boolean areListed(@Nullable String property) {
    return property == null || property.isEmpty() || Boolean.parseBoolean(property);
  }

  /** Starts {@code thread}, which has been given what it runs. */
  void start(Thread thread) {
    if (starter == null) {
      thread.start();
    } else {
      next = thread;
      starter.execute(() -> {}); // the thread that the factory returns runs its own body
    }
  }

  private Thread takeNext() {
    Thread thread = Objects.requireNonNull(next);
    next = null;
    return thread;
  }
}
