package io.miniss.simulator.strategy;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.random.SplitMix64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a thread does in a {@link SmallRun} from one point, or its start, to its next one. */
final class SmallStep {
  static final long ALL = -1;

  private final int thread;
  private final long number;
  private final @Nullable Access access;
  private final int location;

  /** The threads that it has unparked, or all if it began or ended with a spin, or did not end at a point. */
  long touches;

  /** A step of {@code thread}, the only one of this number, which begins with an access or with none. */
  SmallStep(int thread, long number, @Nullable Access access, int location) {
    this.thread = thread;
    this.number = number;
    this.access = access;
    this.location = location;
  }

  private boolean isIndependentOf(SmallStep other) {
    boolean conflict =
        access != null
            && other.access != null
            && location == other.location
            && (access != Access.READ || other.access != Access.READ);
    long mine = touches | FairTurns.bit(thread);
    long theirs = other.touches | FairTurns.bit(other.thread);
    return (mine & theirs) == 0 && touches != ALL && other.touches != ALL && !conflict;
  }

  private long digest() {
    return SplitMix64.mix(1 + number + 1000L * thread);
  }

  /** Equal for runs that differ only in the order of independent steps, and for no others. */
  static long order(List<SmallStep> steps) {
    long sum = 0; // a sum does not depend on the order of what is added
    for (int i = 0; i < steps.size(); i++) {
      SmallStep later = steps.get(i);
      sum += SplitMix64.mix(later.digest() ^ later.touches);
      for (SmallStep earlier : steps.subList(0, i)) {
        if (!earlier.isIndependentOf(later)) {
          sum += SplitMix64.mix(earlier.digest() + 3 * later.digest());
        }
      }
    }
    return sum;
  }
}
