package io.miniss.simulator.coverage;

import io.miniss.simulator.random.SplitMix64;

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
    if (every < 1) {
      throw new IllegalArgumentException("one run of at least 1 is observed: " + every);
    }
    this.every = every;
  }

  /** Whether the run of {@code seed} is one of those to observe. */
  public boolean observes(long seed) {
    return Long.remainderUnsigned(SplitMix64.mix(seed), every) == 0;
  }

  /** A listener for one run. */
  public Interleaving observe() {
    return new Interleaving(pairs);
  }

  /** Takes in a run that is over. */
  public void add(Interleaving run) {
    run.end();
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

  /** What was seen until now. */
  public synchronized Report report() {
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
   * @param window how many observed runs the next three numbers are about: the last full window
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
      return String.format(
          java.util.Locale.ROOT,
          "in %d observed runs (one of %d): %s interleavings, %s partial orders, %s pairs;"
              + " of the last %d runs %.1f %% were a new interleaving, %.1f %% a new partial order,"
              + " and there were %.0f new pairs",
          observed,
          every,
          interleavings,
          partialOrders,
          pairs,
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
