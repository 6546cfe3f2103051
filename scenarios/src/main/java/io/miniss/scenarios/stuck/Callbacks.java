package io.miniss.scenarios.stuck;

import io.miniss.runtime.future.Future;
import io.miniss.scenarios.rules.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits for futures: callbacks, each of which is told once, and derived futures, which are all complete
 * when the cores are gone. Any thread.
 */
final class Callbacks {
  /** Registered outside any core. */
  static final int OUTSIDE = -1;

  private static final class Callback {
    final int number;
    final String what;
    final int home;
    final @Nullable Pledge pledge;
    boolean isRegistered;
    boolean isRegisteredBeforeTry;
    int told;

    Callback(int number, String what, int home, @Nullable Pledge pledge) {
      this.number = number;
      this.what = what;
      this.home = home;
      this.pledge = pledge;
    }

    @Override
    public String toString() {
      return "callback " + number + " " + what
          + (home < 0 ? " of no core" : " of core " + home)
          + ", told " + told + " times";
    }
  }

  private record Derived(String what, int home, Future<?> future) {}

  private final Verdict verdict;
  private final List<Callback> callbacks = new ArrayList<>();
  private final List<Derived> derived = new ArrayList<>();
  private boolean isShuttingDown;

  Callbacks(Verdict verdict) {
    this.verdict = verdict;
  }

  /** Somebody is about to shut down. */
  synchronized void shutsDown() {
    isShuttingDown = true;
  }

  /** Registers a callback on {@code future}, which is that of {@code pledge} if there is one. */
  void register(String what, int home, @Nullable Pledge pledge, Future<?> future) {
    Callback callback = added(what, home, pledge);
    BiConsumer<@Nullable Object, @Nullable Throwable> action =
        (value, failure) -> told(callback, failure);
    future.onComplete(action);
    registered(callback);
  }

  private synchronized Callback added(String what, int home, @Nullable Pledge pledge) {
    Callback callback = new Callback(callbacks.size(), what, home, pledge);
    callbacks.add(callback);
    return callback;
  }

  private synchronized void registered(Callback callback) {
    callback.isRegistered = true;
    callback.isRegisteredBeforeTry = callback.pledge != null && !callback.pledge.isTried;
  }

  private synchronized void told(Callback callback, @Nullable Throwable failure) {
    verdict.require(++callback.told == 1, "a callback is told once",
        callback);
    Pledge pledge = callback.pledge;
    if (failure != null && pledge != null && callback.isRegisteredBeforeTry) {
      verdict.require(
          !pledge.isKeptBeforeShutdown,
          "who waits for what is completed before the shutdown is given its value",
          callback);
      verdict.require(
          callback.home < 0 || !pledge.isKeptWhileHeld[callback.home],
          "who waits on a stuck core for what is completed meanwhile is given its value",
          callback);
    }
  }

  /** Remembers a future that is complete at the end, whoever completes it; returns it. */
  Future<?> derive(String what, int home, Future<?> future) {
    synchronized (this) {
      derived.add(new Derived(what, home, future));
    }
    return future;
  }

  /** Completes {@code pledge} unless somebody has; {@code isHeld} says of which cores code holds now. */
  void keep(Pledge pledge, IntPredicate isHeld) {
    synchronized (this) {
      pledge.isTried = true;
    }
    if (pledge.promise.tryComplete(1)) {
      synchronized (this) {
        pledge.isKeptBeforeShutdown = !isShuttingDown;
        for (int i = 0; i < pledge.isKeptWhileHeld.length; i++) {
          pledge.isKeptWhileHeld[i] = isHeld.test(i);
        }
      }
    }
  }

  /** A callback of one of these cores, or of none, that was not told; or null. */
  synchronized @Nullable Object anyUntold(IntPredicate home) {
    for (Callback each : callbacks) {
      if (each.isRegistered && each.told == 0 && home.test(each.home)) {
        return each;
      }
    }
    return null;
  }

  /** A derived future that is not complete; or null. */
  @Nullable Object anyIncomplete() {
    List<Derived> all;
    synchronized (this) {
      all = List.copyOf(derived);
    }
    for (Derived each : all) {
      if (!each.future.isDone()) {
        return each;
      }
    }
    return null;
  }

  synchronized int size() {
    return callbacks.size();
  }
}
