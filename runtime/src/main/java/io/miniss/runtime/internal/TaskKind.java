package io.miniss.runtime.internal;

/** On what stack a task runs. */
public enum TaskKind {
  /** In the loop of its core: it must not wait for futures. */
  PLAIN,
  /** On a stack of its own, so that it can wait without its core. */
  FIBER
}
