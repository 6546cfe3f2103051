package io.miniss.simulator.coverage;

/**
 * About how many distinct things there were.
 *
 * @param count the estimate
 * @param deviation its standard deviation: two times in three the truth is no farther away
 */
public record Estimate(long count, long deviation) {
  @Override
  public String toString() {
    return deviation == 0 ? String.valueOf(count) : count + " +- " + deviation;
  }
}
