package io.miniss.simulator.campaign;

import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.util.Durations;
import io.miniss.simulator.Carriers;
import io.miniss.simulator.LastWords;
import io.miniss.simulator.SimulationInterruptedException;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.coverage.Coverage;
import io.miniss.simulator.coverage.Interleaving;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.search.ExhaustiveSearch.NondeterminismException;
import io.miniss.simulator.search.ExhaustiveSearch.NotSearchableException;
import io.miniss.simulator.strategy.DepthFirst;
import io.miniss.simulator.strategy.Portfolio;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Explores one scenario under many seeds, on several threads of this machine. Seeds are independent
 * and are taken in order; when one fails, those before it are finished and those after it are not
 * begun, so the failure reported is that of the lowest failing seed, whatever the number of jobs.
 * Nothing that it keeps grows with the number of runs.
 *
 * <p>Where the strategy is a {@link Portfolio}, a campaign begins with a short search of its first seed:
 * {@value #SEARCH_RUNS} runs, fewest preemptions first, in turn with its first {@value #CHUNK} seeds. Many a
 * bug of a small program needs one preemption at one place; a search tries each place once, while seeds know
 * nothing of each other. And many a bug is found by nearly every seed, and not by the search's first steps.
 * In turn, neither takes more than twice the runs it would take alone. What comes first in that order is
 * reported, again whatever the number of jobs. The runs of the search are not counted as seeds. It
 * belongs to the shard that has the first seed, ends when the time is up, and is left out where a run
 * is longer than {@value #SEARCH_STEPS} steps or has more threads than a search can tell apart ({@link
 * DepthFirst}).
 *
 * @param scenario what to run
 * @param base the options of every run, but for the seed
 * @param firstSeed the first seed
 * @param seeds how many seeds, at most; those of all shards together
 * @param shard which of these seeds
 * @param time how long, at most; nothing for as long as it takes
 * @param jobs how many threads
 * @param auditEvery one run of so many is done twice and compared
 */
public record Campaign(
    Scenario scenario,
    SimulationOptions base,
    long firstSeed,
    long seeds,
    Shard shard,
    Optional<Duration> time,
    int jobs,
    int auditEvery) {
  /** How many runs there are for one that is done twice. */
  public static final int DEFAULT_AUDIT = 50;

  /** As many seeds as nobody will ever run: the bound of a campaign that only time bounds. */
  public static final long ENDLESS = Long.MAX_VALUE / 2;

  /** How many runs the search at the beginning takes, at most; no more than there are seeds. */
  public static final int SEARCH_RUNS = 16;

  /** The most threads that one is given: starting more takes longer than what they gain. */
  public static final int MAX_JOBS = 4_096;

  /** What is said of runs without a single interleaving point. */
  public static final String NOTHING_INTERLEAVED =
      "0 points: nothing was interleaved, as no thread accessed io.miniss.runtime.shared or called"
          + " Scheduler.point";

  private static final int SEARCH_PREEMPTIONS = 2;

  /** A search remembers each choice of a run: of a long one it would take much memory, and see little. */
  private static final long SEARCH_STEPS = 100_000;

  private static final long CHUNK = 16;
  private static final System.Logger LOG = System.getLogger(Campaign.class.getName());

  /** Checks the numbers. */
  public Campaign {
    Objects.requireNonNull(scenario, "scenario");
    Objects.requireNonNull(shard, "shard");
    if (seeds < 1) {
      throw new IllegalArgumentException("a campaign has at least 1 seed: " + seeds);
    }
    if (seeds < ENDLESS && firstSeed > Long.MAX_VALUE - (seeds - 1)) {
      throw new IllegalArgumentException(
          "there are not " + seeds + " seeds from " + firstSeed + " on: the last is "
              + Long.MAX_VALUE);
    }
    if (jobs < 1 || jobs > MAX_JOBS) {
      throw new IllegalArgumentException(
          "a campaign has at least 1 job and at most " + MAX_JOBS + ": " + jobs);
    }
    if (auditEvery < 1) {
      throw new IllegalArgumentException("one run of at least 1 is audited: " + auditEvery);
    }
  }

  /** A campaign that is not shared. */
  public Campaign(
      Scenario scenario,
      SimulationOptions base,
      long firstSeed,
      long seeds,
      Optional<Duration> time,
      int jobs,
      int auditEvery) {
    this(scenario, base, firstSeed, seeds, Shard.WHOLE, time, jobs, auditEvery);
  }

  /** This campaign's seeds that belong to {@code part}. */
  public Campaign withShard(Shard part) {
    return new Campaign(scenario, base, firstSeed, seeds, part, time, jobs, auditEvery);
  }

  /** How many seeds the shard has. */
  public long size() {
    return shard.size(firstSeed, seeds);
  }

  /** The shard's seed number {@code index}, from 0, in ascending order. */
  long seed(long index) {
    return firstSeed + shard.offset(firstSeed) + index * shard.count();
  }

  /** The seed to go on with after the shard's first {@code done} seeds. */
  public long seedAfter(long done) {
    return done == 0 ? firstSeed : seed(done - 1) + 1;
  }

  /** Whether the search is in turn with the shard's seeds from number {@code index} on. */
  private boolean isSearchedFrom(long index) {
    return index == 0 && base.strategy() instanceof Portfolio && seed(0) == firstSeed;
  }

  /**
   * Whether the run of {@code seed} is done twice: one in each {@code auditEvery} neighbours, at no
   * regular distance, so that no shard has more of them than another.
   */
  private boolean isAudited(long seed) {
    long neighbours = Math.floorDiv(seed, (long) auditEvery);
    return Math.floorMod(SplitMix64.mix(neighbours), auditEvery)
        == Math.floorMod(seed, auditEvery);
  }

  /**
   * How far a campaign is.
   *
   * @param runs runs done
   * @param steps steps in these
   * @param took real time
   */
  public record Progress(long runs, long steps, Duration took) {}

  /**
   * What came of a campaign.
   *
   * @param searched runs of the search at the beginning
   * @param isFoundBySearch whether it was the search that has found the failure
   * @param progress how far it got with its seeds
   * @param failure the failure of the search, or that of the lowest failing seed, whichever is first
   * @param coverage how much of the scenario was seen
   * @param isInterrupted whether it ended early because the calling thread was interrupted, whose
   *     interrupt status is then set. There may be a failure all the same: the one of the lowest seed
   *     that had failed by then
   */
  public record Result(
      long searched,
      boolean isFoundBySearch,
      Progress progress,
      Optional<FailureReport> failure,
      Coverage.Report coverage,
      boolean isInterrupted) {}

  /**
   * Runs the campaign; the calling thread waits. {@code onProgress} is called now and then by one of
   * the campaign's threads. Interrupting the calling thread ends the campaign promptly, also within a
   * run: see {@link Result#isInterrupted}.
   */
  public Result run(Consumer<Progress> onProgress) {
    return run(onProgress, () -> false);
  }

  /**
   * As {@link #run(Consumer)}, until {@code isStopped} says true, which any of the campaign's threads may ask.
   * Seeds that were begun are finished then, so the seeds done are the first {@code progress().runs()}. However short the
   * time is, some are done: a campaign that has seen nothing must not pass.
   */
  public Result run(Consumer<Progress> onProgress, BooleanSupplier isStopped) {
    return new Execution(
        0, 1, time, new Coverage(Coverage.DEFAULT_EVERY), onProgress, isStopped).run();
  }

  /**
   * Runs a stretch of the campaign: from the shard's seed number {@code from} on, for about {@code
   * time}, at least some seeds. Unless one fails, the seeds done are the next {@code
   * progress().runs()} without a gap. What it sees goes into {@code coverage}.
   */
  Result leg(
      long from,
      Optional<Duration> time,
      Coverage coverage,
      Consumer<Progress> onProgress,
      BooleanSupplier isStopped) {
    return new Execution(from, CHUNK, time, coverage, onProgress, isStopped).run();
  }

  /**
   * Explains a failed run: does it again with a trace, if it fails again. There is no trace if the calling
   * thread is interrupted, and of a run that was ended by the watchdog, which is not done again.
   */
  public static FailureReport explain(Scenario scenario, SimulationResult failed) {
    boolean slow = failed.failure().map(RunFailure::isByWatchdog).orElse(false);
    FailureReport found = new FailureReport(scenario.name(), failed);
    if (failed.trace().isPresent() || slow || LastWords.isHeapFull()) {
      return found;
    }
    try {
      return LastWords.whileUntold(
          found.text(),
          () -> ReplayLine.named(
              scenario.name(),
              () -> Carriers.call(
                  () -> explainAgain(scenario, failed),
                  halted -> isSameWithTrace(halted, failed)
                      ? new FailureReport(scenario.name(), inWordsOf(failed, halted))
                      : found)));
    } catch (SimulationInterruptedException | OutOfMemoryError e) {
      return found;
    }
  }

  private static boolean isSameWithTrace(SimulationResult halted, SimulationResult failed) {
    return halted.trace().isPresent()
        && halted.failure().orElseThrow().isSameAs(failed.failure().orElseThrow());
  }

  /** Of threads that are known not to end, the first run says for how long they were waited for. */
  private static SimulationResult inWordsOf(SimulationResult failed, SimulationResult halted) {
    RunFailure first = failed.failure().orElseThrow();
    return first.isStuck() ? halted.withFailure(first) : halted;
  }

  private static FailureReport explainAgain(Scenario scenario, SimulationResult failed) {
    SimulationResult traced = Simulator.traceAgain(failed, scenario::run);
    if (traced.failure().filter(RunFailure::isByFullHeap).isPresent()) {
      return new FailureReport(scenario.name(), traced); // how much the heap has left, no seed decides
    }
    if (traced.failure().isEmpty()
        || (traced.traceHash() != failed.traceHash()
            && !traced.failure().orElseThrow().isSameSpinAs(failed.failure().orElseThrow()))) {
      // The same seed did something else: that is the greater failure, and the audit words it.
      SimulationResult audited = Simulator.audit(failed.options(), scenario::run);
      SimulationResult best =
          audited.trace().isPresent() ? audited : traced.failure().isPresent() ? traced : failed;
      return new FailureReport(scenario.name(), best);
    }
    return new FailureReport(scenario.name(), traced);
  }

  private final class Execution {
    private final Consumer<Progress> onProgress;
    private final BooleanSupplier isStopped;
    private final Clock clock = Clock.system();
    private final long start = clock.nanos();
    /** The time counts only after the seeds before this one. */
    private final long minIndex;
    private final Optional<Duration> maxTime;
    private final AtomicLong nextIndex;
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();
    private final Coverage coverage;

    /** The failed run of the lowest seed so far. */
    private final AtomicReference<@Nullable SimulationResult> lowest = new AtomicReference<>();

    /** The failed run of the search, which comes before that of any seed that has not failed by then. */
    private volatile @Nullable SimulationResult foundBySearch;

    private volatile long searched;
    private final Workers workers = new Workers("campaign " + scenario.name(), jobs);

    Execution(
        long from,
        long minSeeds,
        Optional<Duration> maxTime,
        Coverage coverage,
        Consumer<Progress> onProgress,
        BooleanSupplier isStopped) {
      this.nextIndex = new AtomicLong(from);
      this.minIndex = from + minSeeds;
      this.maxTime = maxTime;
      this.coverage = coverage;
      this.onProgress = onProgress;
      this.isStopped = isStopped;
    }

    Result run() {
      boolean interrupted = false;
      try {
        ReplayLine.named(scenario.name(), this::runAll);
      } catch (SimulationInterruptedException e) {
        interrupted = true;
      }
      SimulationResult bySearch = foundBySearch;
      SimulationResult failed = bySearch != null ? bySearch : lowest.get();
      return new Result(
          searched,
          bySearch != null,
          progress(),
          Optional.ofNullable(failed).map(result -> explain(scenario, result)),
          coverage.report(),
          interrupted);
    }

    private boolean runAll() {
      workers.run(this::work, this::halted);
      return true;
    }

    private void work() {
      long size = size();
      // The time is looked at first: seeds that were taken are run.
      while (!workers.isBroken() && !timeIsUp()) {
        long from = nextIndex.getAndAdd(CHUNK);
        long end = Math.min(from + CHUNK, size);
        if (from >= end || isBehindFailure(seed(from))) {
          return;
        }
        PrimitiveIterator.OfLong chunk =
            LongStream.range(from, end).map(Campaign.this::seed).iterator();
        if (isSearchedFrom(from) && one(chunk.nextLong()) <= SEARCH_STEPS) {
          searchInTurnWith(chunk);
        }
        boolean goesOn = true;
        while (goesOn && chunk.hasNext()) {
          goesOn = holds(chunk.nextLong());
        }
        onProgress.accept(progress());
      }
    }

    private void searchInTurnWith(PrimitiveIterator.OfLong chunk) {
      if (isFailedUpTo(firstSeed)) {
        return;
      }
      try {
        ExhaustiveSearch.Outcome outcome =
            ExhaustiveSearch.of(
                base.withSeed(firstSeed), SEARCH_PREEMPTIONS, Math.min(SEARCH_RUNS, seeds))
                .runWhile(
                    scenario::run,
                    search -> {
                      searched = search.runs() + 1; // if the next one does not come back
                      return !timeIsUp() && (!chunk.hasNext() || holds(chunk.nextLong()));
                    });
        searched = outcome.runs();
        foundBySearch = outcome.failure().orElse(null);
      } catch (NondeterminismException e) {
        searched = e.runs();
        foundBySearch = e.failed();
      } catch (NotSearchableException e) {
        searched = 0;
        LOG.log(System.Logger.Level.DEBUG, "{0} is not searched: {1}", scenario.name(),
            e.getMessage());
      }
    }

    /** A run that did not come back is one of a seed, or of the search. */
    private void halted(SimulationResult result) {
      if (result.options().strategy().equals(base.strategy())) {
        runs.incrementAndGet();
        steps.addAndGet(result.steps());
        failed(result);
      } else {
        searched = Math.max(1, searched);
        foundBySearch =
            ExhaustiveSearch.namedBySwitches(
                base.withSeed(firstSeed), scenario::run, result);
      }
    }

    /** Runs {@code seed}, unless what has failed comes before it; returns whether to go on after it. */
    private boolean holds(long seed) {
      if (isBehindFailure(seed)) {
        return false;
      }
      one(seed);
      return !isFailedUpTo(seed);
    }

    /** Runs {@code seed}; returns in how many steps. */
    private long one(long seed) {
      SimulationOptions options = base.withSeed(seed);
      SimulationResult result =
          isAudited(seed)
              ? Simulator.audit(options, scenario::run)
              : coverage.observes(seed) ? observed(options) : Simulator.run(options, scenario::run);
      runs.incrementAndGet();
      steps.addAndGet(result.steps());
      if (!result.isSuccess()) {
        failed(result);
      }
      return result.steps();
    }

    private void failed(SimulationResult result) {
      lowest.accumulateAndGet(
          result,
          (known,
              mine) -> known != null
                  && known.options().seed() < Objects.requireNonNull(mine).options().seed()
                      ? known
                      : mine);
    }

    private SimulationResult observed(SimulationOptions options) {
      Interleaving seen = coverage.observe();
      SimulationResult result = Simulator.observe(options, scenario::run, seen);
      coverage.add(seen);
      return result;
    }

    private boolean isBehindFailure(long seed) {
      SimulationResult failed = lowest.get();
      return foundBySearch != null || (failed != null && failed.options().seed() < seed);
    }

    private boolean isFailedUpTo(long seed) {
      SimulationResult failed = lowest.get();
      return failed != null && failed.options().seed() <= seed;
    }

    private boolean timeIsUp() {
      if (isStopped.getAsBoolean()) {
        return true;
      }
      return maxTime.isPresent()
          && nextIndex.get() >= minIndex
          && clock.nanos() - start >= Durations.nanos("the campaign's time", maxTime.get());
    }

    private Progress progress() {
      return new Progress(runs.get(), steps.get(), Duration.ofNanos(clock.nanos() - start));
    }
  }
}
