package io.miniss.simulator.weave.hook;

import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.weave.race.RaceDetector.Earlier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The words of a data race. */
final class RaceReport {
  private RaceReport() {}

  /** Fails the run; the caller throws what this returns. */
  static Error fail(
      WovenThread me, WovenLocation location, boolean writes, int place, Earlier earlier) {
    WovenThread other = WovenThread.of(me.run.thread(earlier.thread()));
    StackTraceElement[] stack = stack();
    String message =
        "data race on "
            + location.describe()
            + ": thread "
            + me.name()
            + (writes ? " writes" : " reads")
            + " it at "
            + Places.get(place).where()
            + locks(me)
            + ", and nothing orders that after thread "
            + other.name()
            + (earlier.wrote() ? " has written" : " has read")
            + " it at "
            + Places.get(earlier.place()).where()
            + " in step "
            + earlier.step()
            + ". Guard both with one lock, or make the variable volatile or atomic; --races off or"
            + " races = false look at values only";
    AssertionError cause = new AssertionError(message);
    cause.setStackTrace(stack);
    RunThread thread = me.thread;
    return thread.run().fail(FailureKind.RACE, location.describe(), message, cause);
  }

  private static String locks(WovenThread me) {
    return me.locks.isEmpty()
        ? " without a lock"
        : me.locks.stream()
            .map(WovenLocation::describe)
            .collect(Collectors.joining(", ", " while it holds ", ""));
  }

  private static StackTraceElement[] stack() {
    List<StackTraceElement> frames = new ArrayList<>();
    for (StackTraceElement each : new Throwable().getStackTrace()) {
      if (!each.getClassName().startsWith("io.miniss.simulator.weave.hook.")) {
        frames.add(each);
      }
    }
    return frames.toArray(StackTraceElement[]::new);
  }
}
