package io.miniss.runtime.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
  /** The handler that a thread was given, without the default that its getter computes; null if not open. */
  private static final @Nullable VarHandle HANDLER = handlerField();

  private final Thread thread;
  private final String name;
  private final int priority;
  private final boolean isVirtual;
  private final @Nullable ClassLoader contextClassLoader;
  private final @Nullable Object uncaughtHandler;

  private ThreadAttributes(Thread thread) {
    this.thread = thread;
    name = thread.getName();
    priority = thread.getPriority();
    isVirtual = thread.isVirtual();
    contextClassLoader = thread.getContextClassLoader();
    uncaughtHandler = handlerOf(thread);
  }

  /** The attributes of {@code thread}, which nobody has changed yet. */
  public static ThreadAttributes of(Thread thread) {
    return new ThreadAttributes(thread);
  }

  private static @Nullable VarHandle handlerField() {
    try {
      return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
          .findVarHandle(
              Thread.class, "uncaughtExceptionHandler", Thread.UncaughtExceptionHandler.class);
    } catch (ReflectiveOperationException _) {
      return null;
    }
  }

  private static @Nullable Object handlerOf(Thread thread) {
    return HANDLER == null
        ? thread.getUncaughtExceptionHandler()
        : (Thread.UncaughtExceptionHandler) HANDLER.getOpaque(thread);
  }

  /**
   * Undoes what user code has changed in the thread, which must be the calling one: interrupt flag, context class
   * loader, name, uncaught-exception handler, and the priority of a platform thread. Thread locals are kept.
   */
  @SuppressWarnings({"ThreadPriorityCheck", "ReferenceEquality"}) // the very objects of before
  public void restore() {
    boolean isUnchanged =
        !thread.isInterrupted()
            && thread.getContextClassLoader() == contextClassLoader
            && thread.getName() == name
            && handlerOf(thread) == uncaughtHandler
            && (isVirtual || thread.getPriority() == priority);
    if (!isUnchanged) {
      change();
    }
  }

  @SuppressWarnings({"ThreadPriorityCheck", "ReferenceEquality"}) // the very objects of before
  private void change() {
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
    if (handlerOf(thread) != uncaughtHandler) {
      thread.setUncaughtExceptionHandler((Thread.UncaughtExceptionHandler) uncaughtHandler);
    }
    if (!isVirtual && thread.getPriority() != priority) { // that of a virtual thread is fixed
      thread.setPriority(priority);
    }
  }
}
