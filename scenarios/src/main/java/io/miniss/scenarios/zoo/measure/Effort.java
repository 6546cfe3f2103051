package io.miniss.scenarios.zoo.measure;

/**
 * How much is measured.
 *
 * @param campaigns how many campaigns each strategy has for each bug
 * @param runs how many runs a campaign has at most
 * @param fixedRuns how many runs the fixed one has to hold for
 * @param searchRuns how many runs the exhaustive search has for each of the two variants
 * @param firstSeed where the first campaign starts
 */
public record Effort(
    int campaigns, long runs, long fixedRuns, long searchRuns, long firstSeed) {
  /** From the start of one campaign to that of the next: no campaign reaches into another. */
  public static final long STRIDE = 1_000_000;

  /** Checks the numbers. */
  public Effort {
    if (campaigns < 1 || fixedRuns < 1 || searchRuns < 1) {
      throw new IllegalArgumentException(
          "a table needs at least 1 campaign and 1 run of each kind: " + campaigns + ", "
              + fixedRuns + ", " + searchRuns);
    }
    if (runs < 1 || runs > STRIDE) {
      throw new IllegalArgumentException(
          "a campaign has 1 to " + STRIDE + " runs, as the next starts there: " + runs);
    }
  }

  /** The first seed of a campaign, by its number from 0. */
  public long firstSeed(int campaign) {
    return firstSeed + campaign * STRIDE;
  }
}
