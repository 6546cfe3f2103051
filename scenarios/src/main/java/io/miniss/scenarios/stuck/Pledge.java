package io.miniss.scenarios.stuck;

import io.miniss.runtime.future.Promise;

/** A promise that somebody may complete. Guarded by {@link Callbacks}. */
final class Pledge {
  final Promise<Integer> promise;

  /** Somebody is about to complete it. */
  boolean isTried;

  /** It was completed before anybody began to shut down: who waited for it is given the value. */
  boolean isKeptBeforeShutdown;

  /** By core, whether it was completed while code held the core. */
  final boolean[] isKeptWhileHeld;

  Pledge(Promise<Integer> promise, int cores) {
    this.promise = promise;
    isKeptWhileHeld = new boolean[cores];
  }
}
