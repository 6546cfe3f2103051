package io.miniss.runtime.spi;

import org.jspecify.annotations.Nullable;

/**
 * What user code can change in the thread that runs it, as it was when the thread was new. One task
 * must not see what another has changed there. Thread locals are not part of it: they are caches, and
 * are kept.
 *
 * <p>For schedulers. {@link #restore} runs after each piece of user code, so it reads first and writes only what
 * differs.
 */
public final class ThreadAttributes {
  private final String name;
  private final int priority;
  private final @Nullable ClassLoader contextClassLoader;
  private final Thread.@Nullable UncaughtExceptionHandler uncaughtHandler;

  private ThreadAttributes(Thread thread) {
    name = thread.getName();
    priority = thread.getPriority();
    contextClassLoader = thread.getContextClassLoader();
    uncaughtHandler = thread.getUncaughtExceptionHandler();
  }

  /** The attributes of {@code thread}, which nobody has changed yet. */
  public static ThreadAttributes of(Thread thread) {
    return new ThreadAttributes(thread);
  }

  /** Gives {@code thread}, which must be the calling thread, its first attributes back. */
  @SuppressWarnings({"ThreadPriorityCheck", "ReferenceEquality"}) // the very objects of before
  public void restore(Thread thread) {
    if (thread.isInterrupted()) {
      boolean cleared = Thread.interrupted();
      assert cleared : "only the thread itself clears its interrupt flag";
    }
    if (thread.getContextClassLoader() != contextClassLoader) {
      thread.setContextClassLoader(contextClassLoader);
    }
    if (thread.getName() != name) {
      thread.setName(name);
    }
    if (thread.getUncaughtExceptionHandler() != uncaughtHandler) {
      thread.setUncaughtExceptionHandler(uncaughtHandler);
    }
    if (thread.getPriority() != priority) {
      thread.setPriority(priority);
    }
  }
}
