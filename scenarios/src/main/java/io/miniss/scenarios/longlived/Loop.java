package io.miniss.scenarios.longlived;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A loop written with {@code flatMap}, which goes on by one round at a time. Its fields belong to one core. */
final class Loop {
  static final String ROUND = "round of a loop";

  private final MultiCoreRuntime runtime;
  private final Traces traces;
  private final int core;
  private @Nullable Promise<Boolean> next;
  private @Nullable Future<String> result;

  Loop(MultiCoreRuntime runtime, Traces traces, int core) {
    this.runtime = runtime;
    this.traces = traces;
    this.core = core;
  }

  int core() {
    return core;
  }

  /** Lets it go on by a round, or end after one. */
  void goOn(boolean isLast) {
    if (result == null) {
      result = round();
    }
    var _ = Objects.requireNonNull(next).tryComplete(isLast);
  }

  /** What it ends with. */
  Future<String> result() {
    return Objects.requireNonNull(result);
  }

  private Future<String> round() {
    Promise<Boolean> decision = runtime.newPromise();
    next = decision;
    Future<String> rest =
        decision.future().flatMap(isLast -> isLast ? Future.completed(ROUND) : round());
    traces.note(ROUND, rest);
    return rest;
  }
}
