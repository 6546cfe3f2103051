package io.miniss.scenarios.stuck;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.Placement;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * What is drawn for one run before it begins.
 *
 * @param cores how many there are
 * @param stuck the cores that code holds at the end
 */
record Plan(
    End end,
    int cores,
    BitSet stuck,
    int mailbox,
    int backlog,
    int ready,
    int batch,
    boolean isStealing,
    boolean isByLoad,
    long drainNanos,
    long cancelNanos) {
  /** Until when the stuck code goes on. */
  enum End {
    /** Nothing is stuck. */
    NOTHING_STUCK,
    /** Until some time after the drain limit: the cancel limit is far. */
    BETWEEN_LIMITS,
    /** Until about the cancel limit. */
    ABOUT_THE_LIMIT,
    /** Until long after {@code close} has given up. */
    NEVER,
    /** Nothing is stuck, but continuations make new ones without end. */
    ENDLESS_CONTINUATIONS
  }

  /** Longer than anything is late where time passes by what the workload does alone. */
  private static final long LONG_NANOS = 2_000_000;

  private static final long FAR = Duration.ofDays(1).toNanos();

  static Plan draw(World world, RandomGenerator random, int cores) {
    int count = Math.min(cores, world.drawSize("stuck", 0, 2));
    End end = count == 0 ? End.NOTHING_STUCK : drawEnd(random);
    if (count > 0 && !world.isSimulated()) {
      end = End.BETWEEN_LIMITS; // after a run on the machine everything must have ended
    }
    if (count == 0 && random.nextInt(60) == 0 && world.isSimulated()) {
      end = End.ENDLESS_CONTINUATIONS;
    }
    BitSet stuck = new BitSet();
    for (int i = 0, first = random.nextInt(cores); i < count; i++) {
      stuck.set((first + i) % cores);
    }
    long drain = random.nextInt(6) == 0 ? 0 : random.nextInt(20_000);
    long cancel = random.nextInt(8) == 0 ? 0 : random.nextInt(20_000);
    if (random.nextInt(16) == 0) {
      cancel += LONG_NANOS;
    }
    boolean givesUp = end == End.NEVER || end == End.ABOUT_THE_LIMIT;
    return new Plan(
        end,
        cores,
        stuck,
        1 << random.nextInt(3),
        random.nextInt(4),
        2 + random.nextInt(6),
        1 + random.nextInt(3),
        random.nextInt(3) > 0,
        random.nextInt(4) == 0,
        drain * world.scale(),
        givesUp ? cancel * world.scale() : FAR);
  }

  private static End drawEnd(RandomGenerator random) {
    return switch (random.nextInt(8)) {
      case 0 -> End.BETWEEN_LIMITS;
      case 1 -> End.ABOUT_THE_LIMIT;
      default -> End.NEVER;
    };
  }

  /** Whether code holds {@code core} at the end. */
  boolean isStuck(int core) {
    return stuck.get(core);
  }

  MultiCoreRuntime.Builder apply(MultiCoreRuntime.Builder builder) {
    return builder
        .cores(cores)
        .mailboxCapacity(mailbox)
        .backlogCapacity(backlog)
        .readyCapacity(ready)
        .batch(batch)
        .stealing(isStealing)
        .placement(isByLoad ? Placement.LEAST_LOADED : Placement.ROUND_ROBIN)
        .drainLimit(Duration.ofNanos(drainNanos))
        .cancelLimit(Duration.ofNanos(cancelNanos));
  }

  /** Whether {@code close} may find tasks that have not ended at its limit. */
  boolean mayGiveUp() {
    return end == End.NEVER || end == End.ABOUT_THE_LIMIT;
  }

  /** Whether {@code close} gives up if it is called while the stuck code holds its core. */
  boolean isStuckForGood() {
    return end == End.NEVER;
  }
}
