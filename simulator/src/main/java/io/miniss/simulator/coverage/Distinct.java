package io.miniss.simulator.coverage;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts distinct things in 4096 small registers, and merges with others of its kind: HyperLogLog [1]
 * with the estimator of Ertl [2], whose standard error is 1.6 % however many there are. Any thread may
 * add.
 *
 * <p>[1] P. Flajolet, E. Fusy, O. Gandouet, F. Meunier: HyperLogLog: the analysis of a near-optimal
 * cardinality estimation algorithm, AofA 2007.
 *
 * <p>[2] O. Ertl: New cardinality estimation algorithms for HyperLogLog sketches, arXiv:1702.01284.
 */
public final class Distinct {
  private static final int LOG2_REGISTERS = 12;
  private static final int REGISTERS = 1 << LOG2_REGISTERS;
  private static final int MAX_RANK = Long.SIZE - LOG2_REGISTERS + 1;
  private static final double ERROR = 1.04 / Math.sqrt(REGISTERS);

  /** One letter for each value of a register; a number after it says how often it comes. */
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

  private final AtomicIntegerArray registers = new AtomicIntegerArray(REGISTERS);

  /** Notes the thing of this hash, whose bits must be well mixed. */
  void add(long hash) {
    int register = (int) (hash >>> (Long.SIZE - LOG2_REGISTERS));
    int rank =
        Long.numberOfLeadingZeros((hash << LOG2_REGISTERS) | (1L << (LOG2_REGISTERS - 1))) + 1;
    raise(register, rank);
  }

  private void raise(int register, int rank) {
    if (registers.getPlain(register) < rank) {
      registers.accumulateAndGet(register, rank, Math::max);
    }
  }

  /** What was noted here or in {@code other}, or in both. */
  public Distinct merge(Distinct other) {
    Distinct both = new Distinct();
    for (int i = 0; i < REGISTERS; i++) {
      both.registers.setPlain(i, Math.max(registers.get(i), other.registers.get(i)));
    }
    return both;
  }

  /** How many there are. */
  public Estimate estimate() {
    int[] counts = new int[MAX_RANK + 1];
    for (int i = 0; i < REGISTERS; i++) {
      counts[registers.get(i)]++;
    }
    double sum = REGISTERS * tau(1 - (double) counts[MAX_RANK] / REGISTERS);
    for (int rank = MAX_RANK - 1; rank >= 1; rank--) {
      sum = 0.5 * (sum + counts[rank]);
    }
    sum += REGISTERS * sigma((double) counts[0] / REGISTERS);
    double count = REGISTERS / (2 * Math.log(2)) * REGISTERS / sum;
    double load = count / REGISTERS;
    double whileFew = Math.sqrt(REGISTERS * Math.max(0, Math.exp(Math.min(load, 30)) - load - 1));
    return new Estimate(Math.round(count), Math.round(Math.min(whileFew, ERROR * count)));
  }

  private static double sigma(double share) {
    if (share == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double power = share;
    double weight = 1;
    double sum = share;
    double before;
    do {
      power *= power;
      before = sum;
      sum += power * weight;
      weight += weight;
    } while (sum > before);
    return sum;
  }

  private static double tau(double share) {
    if (share == 0 || share == 1) {
      return 0;
    }
    double root = share;
    double weight = 1;
    double sum = 1 - share;
    double before;
    do {
      root = Math.sqrt(root);
      before = sum;
      weight *= 0.5;
      sum -= (1 - root) * (1 - root) * weight;
    } while (sum < before);
    return sum / 3;
  }

  /** The registers as text: {@code A4090BDAAC2}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < REGISTERS;) {
      int value = registers.get(i);
      int same = 1;
      while (i + same < REGISTERS && registers.get(i + same) == value) {
        same++;
      }
      text.append(LETTERS.charAt(value));
      if (same > 1) {
        text.append(same);
      }
      i += same;
    }
    return text.toString();
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  public static Distinct parse(String text) {
    Distinct read = new Distinct();
    int register = 0;
    for (int i = 0; i < text.length();) {
      int value = LETTERS.indexOf(text.charAt(i));
      int end = i + 1;
      int same = 0;
      while (end < text.length() && Character.isDigit(text.charAt(end)) && same <= REGISTERS) {
        same = 10 * same + Character.digit(text.charAt(end), 10);
        end++;
      }
      same = end == i + 1 ? 1 : same;
      if (value < 0 || register + same > REGISTERS) {
        throw unreadable(text);
      }
      for (int j = 0; j < same; j++) {
        read.registers.setPlain(register++, value);
      }
      i = end;
    }
    if (register != REGISTERS) {
      throw unreadable(text);
    }
    return read;
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "a sketch has " + REGISTERS + " registers, each a letter that a number may follow: \""
            + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "\"");
  }
}
