package io.miniss.simulator.coverage;

import io.miniss.simulator.random.SplitMix64;
import java.util.Locale;

/**
 * How much of a scenario a campaign has seen. A share of the runs is observed: each gets a listener
 * from {@link #observe} and gives it back to {@link #add}. Memory is fixed, about 2 MiB, however long
 * the campaign is. Any thread may call any method; an {@link Interleaving} belongs to its run.
 *
 * <p>Three things are counted, from many to few:
 *
 * <ul>
 *   <li>interleavings: distinct orders of all accesses to shared state;
 *   <li>partial orders: interleavings that differ in more than the order of accesses that do not
 *       conflict. A scenario cannot tell the others apart;
 *   <li>pairs: that one access of one thread came right before a conflicting access of another to the
 *       same location. Threads and the first 256 locations count by number, later locations by kind.
 * </ul>
 *
 * <p>Counts are estimates from sketches of fixed size, with their standard deviation: below 0.1 % up to
 * 8 million interleavings, below 1 % up to 60 million. Two runs count as the same if their 64-bit
 * fingerprints set the same bit, so the rate of new ones, too, is corrected by the share of bits that
 * are left.
 *
 * <p>In addition it keeps small sketches that merge ({@link Seen}): for the checkpoint of a job and
 * for shards of a campaign.
 */
public final class Coverage {
  /** One run of so many is observed unless another number is given. */
  public static final int DEFAULT_EVERY = 16;

  /** Rates are over so many observed runs. */
  public static final int WINDOW = 1_000;

  private static final int LOG2_RUNS = 23;
  private static final int LOG2_PAIRS = 17;

  private final int every;
  private final Sketch orders = new Sketch(LOG2_RUNS);
  private final Sketch partialOrders = new Sketch(LOG2_RUNS);
  private final Sketch pairs = new Sketch(LOG2_PAIRS);

  /** The same once more, to be merged; and what was seen before this began. */
  private final Seen seen;

  private final boolean continued;
  private long observed;
  private Window current = new Window(0, 0, 0, 0);
  private Window lastFull = current;

  /** What was new in some observed runs in a row. */
  private record Window(long runs, double orders, double partialOrders, double pairs) {
    Window plus(double newOrders, double newPartialOrders, double newPairs) {
      return new Window(
          runs + 1, orders + newOrders, partialOrders + newPartialOrders, pairs + newPairs);
    }
  }

  /** Nothing seen yet; one run of {@code every} will be. */
  public Coverage(int every) {
    this(every, Seen.nothing());
  }

  /** Goes on where {@code before} was taken; what it holds counts, but not as new. */
  public Coverage(int every, Seen before) {
    if (every < 1) {
      throw new IllegalArgumentException("one run of at least 1 is observed: " + every);
    }
    this.every = every;
    this.seen = before.merge(Seen.nothing());
    this.continued = before.observed() > 0;
    this.observed = before.observed();
  }

  /** Whether the run of {@code seed} is one of those to observe. */
  public boolean observes(long seed) {
    return Long.remainderUnsigned(SplitMix64.mix(seed), every) == 0;
  }

  /** A listener for one run. */
  public Interleaving observe() {
    return new Interleaving(pairs, seen.pairs());
  }

  /** Takes in a run that is over. */
  public void add(Interleaving run) {
    run.end();
    seen.interleavings().add(run.order());
    seen.partialOrders().add(run.partialOrder());
    double newOrder = orders.add(run.order()) ? 1 / orders.zeroShare() : 0;
    double newPartial =
        partialOrders.add(run.partialOrder()) ? 1 / partialOrders.zeroShare() : 0;
    double newPairs = run.newPairs() / pairs.zeroShare();
    synchronized (this) {
      observed++;
      current = current.plus(newOrder, newPartial, newPairs);
      if (current.runs() == WINDOW) {
        lastFull = current;
        current = new Window(0, 0, 0, 0);
      }
    }
  }

  /** What was seen until now, to be kept or merged. */
  public synchronized Seen seen() {
    return new Seen(observed, seen.interleavings(), seen.partialOrders(), seen.pairs())
        .merge(Seen.nothing());
  }

  /** What was seen until now. */
  public synchronized Report report() {
    if (continued) {
      return new Report(
          every,
          observed,
          seen.interleavings().estimate(),
          seen.partialOrders().estimate(),
          seen.pairs().estimate(),
          0,
          0,
          0,
          0);
    }
    Window window = lastFull.runs() == 0 ? current : lastFull;
    return new Report(
        every,
        observed,
        orders.estimate(),
        partialOrders.estimate(),
        pairs.estimate(),
        window.runs(),
        window.orders(),
        window.partialOrders(),
        window.pairs());
  }

  /**
   * What was seen.
   *
   * @param every one run of so many was observed
   * @param observed observed runs
   * @param interleavings distinct ones among these
   * @param partialOrders distinct ones among these
   * @param pairs distinct ones among these
   * @param window how many observed runs the next three numbers are about: the last full window; none
   *     if this goes on from a checkpoint, which does not say what is new
   * @param newInterleavings interleavings not seen before these runs; an estimate
   * @param newPartialOrders partial orders not seen before these runs; an estimate
   * @param newPairs pairs not seen before these runs; an estimate
   */
  public record Report(
      int every,
      long observed,
      Estimate interleavings,
      Estimate partialOrders,
      Estimate pairs,
      long window,
      double newInterleavings,
      double newPartialOrders,
      double newPairs) {
    /** For people: what there was, and what of it was new at last. */
    public String text() {
      if (observed == 0) {
        return "no run observed (one of " + every + " is)";
      }
      String counts =
          String.format(
              Locale.ROOT,
              "in %d observed runs (one of %d): %s interleavings, %s partial orders, %s pairs",
              observed,
              every,
              interleavings,
              partialOrders,
              pairs);
      if (window == 0) {
        return counts;
      }
      return counts
          + String.format(
              Locale.ROOT,
              "; of the last %d runs %.1f %% were a new interleaving, %.1f %% a new partial order,"
                  + " and there were %.0f new pairs",
              window,
              percent(newInterleavings),
              percent(newPartialOrders),
              newPairs);
    }

    private double percent(double some) {
      return Math.min(100, 100 * some / Math.max(1, window));
    }
  }
}
