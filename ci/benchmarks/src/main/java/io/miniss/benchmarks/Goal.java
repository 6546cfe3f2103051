package io.miniss.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One line of the performance budget: which benchmark measures it, what it must and what it aims at.
 *
 * @param what in words
 * @param benchmark the method
 * @param ours which of the benchmark's libraries is the one the goal is about
 * @param must nanoseconds that it must stay below
 * @param mustPeers what it must reach compared with others
 * @param aim nanoseconds that it is to reach
 * @param peers what it is to reach compared with others
 */
record Goal(
    String what,
    String benchmark,
    String ours,
    OptionalDouble must,
    List<PeerTarget> mustPeers,
    OptionalDouble aim,
    List<PeerTarget> peers) {
  /** At most {@code factor} times what {@code peer} takes, and {@code plusNanos} more. */
  record PeerTarget(String peer, double factor, double plusNanos) {
    String text() {
      String times =
          factor == 1
              ? ""
              : factor < 1 ? "1/" + number(1 / factor) + " " : number(factor) + " x ";
      return times + peer + (plusNanos == 0 ? "" : " + " + number(plusNanos));
    }

    boolean isReachedBy(double ours, double peers) {
      return ours <= factor * peers + plusNanos;
    }
  }

  private static final String WHEEL = "Agrona DeadlineTimerWheel";

  private static final Goal PROMISE =
      promise("promise of one core: create, map, complete, callback", "miniss local");

  private static final Goal SHARED_PROMISE =
      promise("promise that any thread may complete: the same", "miniss");

  private static final Goal EXECUTE =
      goal("execute an action on the own core", "ownTask", "miniss execute")
          .mustReach("Netty", 1)
          .comparedWith("ActiveJ", 1.5);

  private static final Goal SPAWN =
      goal("spawn and run a task with a handle on the own core", "ownTask", "miniss")
          .mustStayBelow(100)
          .mustReach("Netty", 1.5)
          .comparedWith("Netty", 1);

  private static final Goal TIMER =
      goal("timer insert + cancel, later", "timerCancelledLater", "miniss")
          .mustStayBelow(100)
          .mustReach(WHEEL, 1.5)
          .comparedWith(WHEEL, 1);

  private static final Goal FIBER =
      goal("fiber: spawn and run to end", "fiberSpawn", "miniss")
          .mustReach("virtual thread", 1.25)
          .aimAt(200);

  /** The budget, and what is measured without one. */
  static final List<Goal> ALL =
      List.of(
          PROMISE,
          PROMISE.inMix(),
          SHARED_PROMISE,
          SHARED_PROMISE.inMix(),
          EXECUTE,
          EXECUTE.inMix(),
          SPAWN,
          SPAWN.inMix(),
          goal("the same, a task that idle cores may take", "ownTask", "miniss stealable"),
          goal("message core to core, both spinning: submit to observed", "messageSpinning",
              "miniss execute")
              .mustStayBelow(200)
              .mustReach("bare SPSC ring", 1.25)
              .comparedWith("bare SPSC ring", 1.1),
          goal("the same, a task with a handle", "messageSpinning", "miniss"),
          goal("request and reply, half of it, both spinning", "messageSpinning", "miniss request"),
          goal("messages one way, many under way", "messageStream", "miniss execute")
              .mustReach("bare SPSC ring", 2)
              .comparedWith("bare SPSC ring", 1.5),
          goal("messages one way, tasks with handles", "messageStream", "miniss"),
          goal("1 external thread to one core", "fanInOfOne", "miniss execute")
              .mustReach("bare MPSC ring", 1.5)
              .comparedWith("bare MPSC ring", 1.2),
          goal("2 external threads to one core", "fanInOfTwo", "miniss execute")
              .mustReach("bare MPSC ring", 1.5)
              .comparedWith("bare MPSC ring", 1.2),
          goal("4 external threads to one core", "fanInOfFour", "miniss execute")
              .mustReach("bare MPSC ring", 1.5)
              .comparedWith("bare MPSC ring", 1.2),
          goal("message, target parked", "messageParked", "miniss execute")
              .mustReach("ActiveJ", 1)
              .mustReach("Netty", 1),
          goal("timer insert + cancel at once", "timerCancelledAtOnce", "miniss")
              .mustStayBelow(100)
              .mustReach(WHEEL, 1.5)
              .comparedWith(WHEEL, 1),
          TIMER,
          TIMER.inMix(),
          goal("the same, the data structure alone", "timerCancelledLater", "miniss TimerQueue"),
          FIBER,
          FIBER.inMix(),
          goal("fiber: await a ready-soon future, one switch", "fiberSwitch", "miniss")
              .mustReach("virtual thread", 1.25)
              .aimAt(250),
          goal("the seam's cost: compare-and-set with its point", "seamCompareAndSet", "miniss")
              .comparedWith("bare VarHandle", 1, 1),
          goal("the seam's cost: acquire read with its point", "seamRead", "miniss")
              .comparedWith("bare VarHandle", 1, 1),
          goal("simulator: a step (5 M/s are 200 ns)", "simulatedStep", "miniss")
              .mustStayBelow(333)
              .aimAt(200),
          goal("simulator: a small run (50,000/s are 20,000 ns)", "simulatedRun", "miniss")
              .mustStayBelow(50_000)
              .aimAt(20_000));

  /** Goals of the budget that cannot be measured yet, and why. */
  static final List<String> NOT_YET =
      List.of("| file I/O set-up |  |  | < 1,000 |  |  |  |  |  | comes with I/O |");

  private static Goal goal(String what, String benchmark, String ours) {
    return new Goal(
        what,
        benchmark,
        ours,
        OptionalDouble.empty(),
        List.of(),
        OptionalDouble.empty(),
        List.of());
  }

  private static Goal promise(String what, String ours) {
    return goal(what, "promise", ours)
        .mustStayBelow(50)
        .mustReach("ActiveJ", 1.5)
        .aimAt(10)
        .comparedWith("ActiveJ", 1);
  }

  /** The same goal for the same operation in a mix of eight kinds, see {@link Kinds}. */
  private Goal inMix() {
    return new Goal(
        what + ", in a mix of eight kinds", benchmark + "Mixed", ours, must, mustPeers, aim, peers);
  }

  private Goal mustStayBelow(double nanos) {
    return new Goal(what, benchmark, ours, OptionalDouble.of(nanos), mustPeers, aim, peers);
  }

  private Goal mustReach(String peer, double factor) {
    List<PeerTarget> more = new ArrayList<>(mustPeers);
    more.add(new PeerTarget(peer, factor, 0));
    return new Goal(what, benchmark, ours, must, List.copyOf(more), aim, peers);
  }

  private Goal aimAt(double nanos) {
    return new Goal(what, benchmark, ours, must, mustPeers, OptionalDouble.of(nanos), peers);
  }

  private Goal comparedWith(String peer, double factor) {
    return comparedWith(peer, factor, 0);
  }

  private Goal comparedWith(String peer, double factor, double plusNanos) {
    List<PeerTarget> more = new ArrayList<>(peers);
    more.add(new PeerTarget(peer, factor, plusNanos));
    return new Goal(what, benchmark, ours, must, mustPeers, aim, List.copyOf(more));
  }

  /** A figure with as many digits as it deserves. */
  static String number(double value) {
    if (value >= 1_000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (value >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
  }
}
