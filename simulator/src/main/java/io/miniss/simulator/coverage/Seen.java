package io.miniss.simulator.coverage;

/**
 * What was seen, in a form that can be kept in a file and merged: what two shards have in common counts
 * once.
 *
 * @param observed observed runs
 * @param interleavings distinct ones among these
 * @param partialOrders distinct ones among these
 * @param pairs distinct ones among these
 */
public record Seen(long observed, Distinct interleavings, Distinct partialOrders, Distinct pairs) {
  /** Nothing. */
  public static Seen nothing() {
    return new Seen(0, new Distinct(), new Distinct(), new Distinct());
  }

  /** What was seen here or there. */
  public Seen merge(Seen other) {
    return new Seen(
        observed + other.observed,
        interleavings.merge(other.interleavings),
        partialOrders.merge(other.partialOrders),
        pairs.merge(other.pairs));
  }

  /** For people. */
  public String text() {
    return interleavings.estimate() + " interleavings, " + partialOrders.estimate()
        + " partial orders, " + pairs.estimate() + " pairs";
  }
}
