package io.miniss.runtime.future;

import io.miniss.runtime.internal.CoreLoop;

/** Breaks the layers on purpose: the architecture test must find it. */
public final class ReachesUp {
  private ReachesUp() {}

  /** Reaches up. */
  public static boolean onCore() {
    return CoreLoop.current() != null;
  }
}
