package io.miniss.simulator.shrink;

import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.util.Durations;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.strategy.DepthFirst.Reduction;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Switches;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Shrinks a failing run. In turn
 *
 * <ol>
 *   <li>the workload: each size of {@code World.drawSize} as small as it can be. With another workload
 *       the old schedule means nothing, so some seeds are tried for each;
 *   <li>the faults: none, with some seeds, else exactly those that happened, then fewer;
 *   <li>the schedule: the switches away from "go on with the same thread", then fewer;
 *   <li>the preemptions: a short search of the seed with fewer.
 * </ol>
 *
 * <p>Every candidate is run, and taken only if it fails the same way: same kind, same name, same place
 * ({@link RunFailure#isSameAs}), and if it is in nothing larger than the run that was found: steps,
 * preemptions, tasks, faults and sizes. All sizes are pinned, so that another seed does not draw others.
 * Bounded by a number of runs, so that the result follows from the failure alone, and by a time, so that
 * somebody gets a result.
 */
public final class Shrinker {
  /** How many runs, unless another number is given. */
  public static final int DEFAULT_RUNS = 3_000;

  /** How long in a test, where nobody asks for another time. */
  public static final Duration TEST_LIMIT = Duration.ofSeconds(10);

  /** How long on the command line. */
  public static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);

  /** How long a candidate may take for a step, in real time. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int SEEDS = 100;
  private static final int STARTS = 6;
  private static final int ROUNDS = 3;

  /** After so many steps a livelock is one, while it is shrunk. */
  private static final long LIVELOCK_STEPS = 20_000;

  /** How much longer a run may be from which a smaller one than the original is looked for. */
  private static final int STEP_FACTOR = 4;

  /** How many runs a search for fewer preemptions may take. */
  private static final int SEARCH_RUNS = 300;

  /** One of so many runs is kept for it at least, and as much time. */
  private static final int KEPT_PART = 4;

  private final Simulator.Body body;
  private final RunFailure failure;
  private final SimulationResult original;
  private final RunSize before;
  private final int mostRuns;
  private final Clock clock = Clock.system();
  private final long deadlineNanos;
  private int runs;

  /** How many runs, and how much time, are kept for the search. */
  private int keptRuns;

  private long keptNanos;

  /** The bound on steps of a livelock while it is shrunk. */
  private long livelockSteps = Long.MAX_VALUE;

  /** Whether candidates may be larger than the original for now. */
  private boolean detour;

  /** A candidate has left a thread behind, or a full heap, and each further one may do the same. */
  private boolean isHarmful;

  private SimulationResult smallest;

  private Shrinker(
      Simulator.Body body,
      SimulationResult failed,
      RunSize before,
      int mostRuns,
      Duration limit) {
    this.body = body;
    this.original = failed;
    this.before = before;
    this.failure = failed.failure().orElseThrow();
    this.mostRuns = mostRuns;
    this.deadlineNanos =
        Durations.deadline(clock.nanos(), Durations.nanos("the limit of shrinking", limit));
    this.smallest = failed;
  }

  /**
   * Shrinks {@code failed}, a run of {@code body}, within {@code mostRuns} runs and {@code limit}.
   *
   * @throws IllegalArgumentException if the run did not fail
   */
  public static Shrunk shrink(
      Simulator.Body body, SimulationResult failed, int mostRuns, Duration limit) {
    if (failed.isSuccess()) {
      throw new IllegalArgumentException("only a failing run can be shrunk; this one passed");
    }
    RunSize before = RunSize.of(failed.options(), body);
    Shrinker shrinker = new Shrinker(body, failed, before, mostRuns, limit);
    FailureKind kind = shrinker.failure.kind();
    if (kind == FailureKind.NONDETERMINISM || kind == FailureKind.DIVERGENCE) {
      return new Shrunk(failed, failed, before, before, 0);
    }
    shrinker.keepForSearch();
    shrinker.shortenLivelock();
    shrinker.shrinkSizes();
    boolean isSearched = shrinker.failure.isSpin() && shrinker.searchFewerPreemptions();
    shrinker.shrinkSchedule(isSearched ? 1 : STARTS);
    if (!isSearched) {
      shrinker.searchFewerPreemptions();
    }
    long bound = failed.options().maxSteps();
    // What spins may be known to at another step, which would be a longer run.
    shrinker.restoreBound(shrinker.failure.isSpin() ? Math.min(bound, failed.steps()) : bound);
    return new Shrunk(
        failed,
        shrinker.smallest,
        before,
        shrinker.smallest == failed ? before : RunSize.of(shrinker.smallest.options(), body),
        shrinker.runs);
  }

  /** Runs a candidate; takes it if it fails the same way. */
  private boolean take(SimulationOptions options) {
    SimulationResult result = failing(options);
    if (result == null) {
      return false;
    }
    smallest = result;
    return true;
  }

  /** Runs a candidate; null if it does not fail the same way, or the budget is spent. */
  private @Nullable SimulationResult failing(SimulationOptions options) {
    if (isSpent()) {
      return null;
    }
    runs++;
    SimulationOptions bounded = options.withMaxSteps(bound());
    SimulationResult result = Simulator.run(impatient(bounded), body).withOptions(bounded);
    isHarmful |= result.failure().filter(RunFailure::isHarmful).isPresent();
    if (isHarmful) {
      return null;
    }
    return result.failure().map(failure::isSameAs).orElse(false) && (detour || isNoLarger(result))
        ? result
        : null;
  }

  /** Whether no run is left, or no time, or none may be tried any more. */
  private boolean isSpent() {
    return isHarmful
        || runs >= mostRuns - keptRuns
        || clock.nanos() - deadlineNanos + keptNanos >= 0;
  }

  /** Of all runs and all time, keeps a part for the search, which would have none when the others go on to the end. */
  private void keepForSearch() {
    keptRuns = Math.min(SEARCH_RUNS, mostRuns / KEPT_PART);
    keptNanos = Math.max(0, deadlineNanos - clock.nanos()) / KEPT_PART;
  }

  /** Whether {@code result} is in nothing larger than the run that was found. */
  private boolean isNoLarger(SimulationResult result) {
    if (result.steps() > original.steps() || result.faults().size() > original.faults().size()) {
      return false;
    }
    for (Map.Entry<String, Integer> size : result.sizes().entrySet()) {
      if (size.getValue() > original.sizes().getOrDefault(size.getKey(), Integer.MAX_VALUE)) {
        return false;
      }
    }
    runs++;
    RunSize size = RunSize.of(result.options(), body);
    return size.tasks() <= before.tasks() && size.preemptions() <= before.preemptions();
  }

  /**
   * A search of the seed with fewer preemptions than are left, as leaving out ends where nothing can be. Returns whether
   * it has found such a run.
   *
   * <p>Of a spin deadlock it comes first: nearly all preemptions of the run that was found are in the loops themselves,
   * while what leads there is short.
   */
  private boolean searchFewerPreemptions() {
    keptRuns = 0;
    keptNanos = 0;
    SimulationOptions options = smallest.options();
    long left = RunSize.of(options, body).preemptions();
    long budget = Math.min(SEARCH_RUNS, mostRuns - runs);
    boolean isEndless = isLivelock() && !failure.isSpin();
    if (left == 0 || budget <= 0 || isSpent() || !options.faults().isNone() || isEndless) {
      return false;
    }
    Duration time = Duration.ofNanos(Math.max(1, deadlineNanos - clock.nanos()));
    ExhaustiveSearch search =
        new ExhaustiveSearch(
            options.withMaxSteps(bound()),
            (int) Math.min(left - 1, Integer.MAX_VALUE - 1),
            Reduction.NONE,
            budget,
            Optional.of(time));
    try {
      ExhaustiveSearch.Outcome outcome = search.run(body);
      runs += (int) outcome.runs();
      return outcome.failure().filter(found -> take(found.options())).isPresent();
    } catch (ExhaustiveSearch.NotSearchableException
        | ExhaustiveSearch.NondeterminismException notSearched) {
      return false; // the run stays as it is: it fails, and is as small as leaving out makes it
    }
  }

  /** One candidate that does not come back must not take all the time there is. */
  private static SimulationOptions impatient(SimulationOptions options) {
    return options.withWatchdog(Collections.min(List.of(options.watchdog(), PATIENCE)));
  }

  /** A livelock fails by the bound itself, which must stay what it is. */
  private long bound() {
    return isLivelock()
        ? Math.min(livelockSteps, smallest.options().maxSteps())
        : Math.min(mostSteps(), smallest.options().maxSteps());
  }

  private long mostSteps() {
    return detour ? Math.max(1_000, STEP_FACTOR * original.steps()) : original.steps() + 1;
  }

  private boolean isLivelock() {
    return failure.kind() == FailureKind.STEP_BOUND
        || failure.kind() == FailureKind.LIVENESS
        || failure.isSpin();
  }

  /**
   * What goes round for ever does so after some thousand steps as after a million, and takes a hundredth of
   * the time. If the run fails in the same way with a nearer bound, it is shrunk with that one; whether the
   * end of it fails with the original bound too is seen at the end.
   */
  private void shortenLivelock() {
    if (failure.kind() != FailureKind.STEP_BOUND && !failure.isSpin()) {
      return;
    }
    long bound = LIVELOCK_STEPS;
    while (bound < original.options().maxSteps() && !isSpent()) {
      livelockSteps = bound;
      if (take(original.options())) {
        return;
      }
      // The more threads spin, the later it shows; a livelock that comes later is not worth more tries.
      bound = failure.isSpin() ? 2 * bound : Long.MAX_VALUE;
    }
    livelockSteps = Long.MAX_VALUE;
  }

  /** The bound was there to save time; it is no part of the failure. */
  private void restoreBound(long original) {
    if (smallest == this.original) {
      return;
    }
    SimulationResult result = Simulator.run(smallest.options().withMaxSteps(original), body);
    if (result.traceHash() == smallest.traceHash()
        || (isLivelock() && result.failure().map(failure::isSameAs).orElse(false))) {
      smallest = result;
    } else if (livelockSteps < original) {
      smallest = this.original; // it only takes long
    }
  }

  private void shrinkSizes() {
    if (!smallest.sizes().isEmpty()) {
      take(smallest.options().withSizes(smallest.sizes()));
    }
    for (String name : List.copyOf(smallest.sizes().keySet())) {
      int tooSmall = Integer.MIN_VALUE;
      while (true) {
        int now = smallest.sizes().getOrDefault(name, tooSmall);
        int half = tooSmall == Integer.MIN_VALUE ? tooSmall : tooSmall + (now - tooSmall) / 2;
        if (now <= tooSmall || (half <= tooSmall && tooSmall != Integer.MIN_VALUE)) {
          break;
        }
        if (!takeSize(name, half)) {
          // Answered with the least there is, which is not enough: from now on halve the distance.
          tooSmall = half == Integer.MIN_VALUE ? leastOf(name, now) : half;
        } else if (smallest.sizes().getOrDefault(name, now) >= now) {
          break;
        }
      }
    }
  }

  private boolean takeSize(String name, int value) {
    Map<String, Integer> sizes = new TreeMap<>(smallest.sizes());
    sizes.put(name, value);
    SimulationOptions options = smallest.options().withSizes(sizes);
    if (takeAnySeed(options)) {
      fixSizes();
      return true;
    }
    return false;
  }

  /** Tries some seeds, with the strategy that found the failure and with a random walk. */
  private boolean takeAnySeed(SimulationOptions options) {
    for (int i = 0; i < SEEDS; i++) {
      SimulationOptions other = options.withSeed(options.seed() + i);
      if (take(other) || take(other.withStrategy(new RandomWalk()))) {
        return true;
      }
    }
    return false;
  }

  /** What the scenario returns for the least size: run once to see, unless the budget is spent. */
  private int leastOf(String name, int defaultValue) {
    if (isSpent()) {
      return defaultValue;
    }
    Map<String, Integer> sizes = new TreeMap<>(smallest.sizes());
    sizes.put(name, Integer.MIN_VALUE);
    runs++;
    SimulationResult result =
        Simulator.run(
            impatient(smallest.options().withSizes(sizes).withMaxSteps(bound())), body);
    return result.sizes().getOrDefault(name, defaultValue);
  }

  /** Names the sizes as they were drawn, not as they were asked for. */
  private void fixSizes() {
    Map<String, Integer> sizes = new TreeMap<>(smallest.options().sizes());
    sizes.replaceAll((name, asked) -> smallest.sizes().getOrDefault(name, asked));
    take(smallest.options().withSizes(sizes));
  }

  /**
   * Leaving things out one by one ends in a run of which nothing can be left out, which need not be
   * the smallest there is. So it is done from {@code starts} failing runs, and the best end is taken.
   */
  private void shrinkSchedule(int starts) {
    SimulationResult start = smallest;
    SimulationResult best = start;
    int fewest = Integer.MAX_VALUE;
    for (int attempt = 0; attempt < starts && fewest > 1; attempt++) {
      detour = attempt > 0;
      SimulationResult from = attempt == 0 ? start : another(start.options(), attempt);
      if (from == null) {
        continue;
      }
      smallest = from;
      for (int round = 0; round < ROUNDS; round++) {
        long steps = smallest.steps();
        shrinkFaults();
        shrinkSwitches();
        if (smallest.steps() == steps) {
          break;
        }
      }
      if (isHarmful) {
        best = attempt == 0 ? smallest : best;
        break;
      }
      int size = switchesOf(smallest.options()).size() + smallest.faults().size();
      boolean better = size < fewest || (size == fewest && smallest.steps() < best.steps());
      if (better && (!detour || isNoLarger(smallest))) {
        fewest = size;
        best = smallest;
      }
    }
    detour = false;
    smallest = best;
  }

  /** Another run that fails the same way, with another seed and a random walk. */
  private @Nullable SimulationResult another(SimulationOptions options, int attempt) {
    for (int i = 0; i < SEEDS; i++) {
      long seed = options.seed() + (long) attempt * SEEDS + i;
      SimulationResult result =
          failing(options.withSeed(seed).withStrategy(new RandomWalk()));
      if (result != null) {
        return result;
      }
    }
    return null;
  }

  private void shrinkFaults() {
    if (smallest.options().faults().isNone()) {
      return;
    }
    Faults no = failure.kind() == FailureKind.LIVENESS ? Faults.at(List.of()) : Faults.none();
    if (takeAnySeed(smallest.options().withFaults(no))) {
      return; // a stall had only stood in for a switch
    }
    List<Faults.Occurrence> all = smallest.faults();
    SimulationOptions base = smallest.options();
    if (!take(base.withFaults(Faults.at(all)))) {
      return;
    }
    DeltaDebugging.minimize(all, some -> take(base.withFaults(Faults.at(some))));
  }

  private void shrinkSwitches() {
    SimulationOptions base = smallest.options();
    List<Switches.Switch> all = switchesOf(base);
    if (!take(base.withStrategy(new Switches(all)))) {
      return; // a switch cannot be named by what its thread has done; the run stays as it is
    }
    Predicate<List<Switches.Switch>> fails = some -> take(base.withStrategy(new Switches(some)));
    List<Switches.Switch> kept = DeltaDebugging.minimize(all, fails);
    List<Switches.Switch> shorter = Detours.remove(kept, fails);
    if (shorter.size() < kept.size()) {
      DeltaDebugging.minimize(shorter, fails);
    }
  }

  private List<Switches.Switch> switchesOf(SimulationOptions options) {
    return RunSize.of(options, body).switches();
  }
}
