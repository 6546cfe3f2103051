package io.miniss.simulator.coverage;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts distinct things in a fixed number of bits: linear counting [1]. Each thing sets the bit that
 * its hash says, and from the share of bits that are still zero follows how many things there were.
 * Any thread may add.
 *
 * <p>[1] K.-Y. Whang, B. T. Vander-Zanden, H. M. Taylor: A linear-time probabilistic counting
 * algorithm for database applications, ACM TODS 1990.
 */
final class Sketch {
  private final AtomicLongArray words;
  private final AtomicLong ones = new AtomicLong();
  private final long bits;

  /** Of {@code 2^log2Bits} bits. */
  Sketch(int log2Bits) {
    bits = 1L << log2Bits;
    words = new AtomicLongArray((int) (bits / Long.SIZE));
  }

  /** Whether the bit of {@code hash}, whose bits must be well mixed, was zero before. */
  boolean add(long hash) {
    long bit = hash & (bits - 1);
    int word = (int) (bit / Long.SIZE);
    long mask = 1L << bit;
    if ((words.getPlain(word) & mask) != 0) {
      return false;
    }
    if ((words.getAndUpdate(word, old -> old | mask) & mask) != 0) {
      return false;
    }
    ones.incrementAndGet();
    return true;
  }

  /** The share of bits that are zero, at least that of one bit. */
  double zeroShare() {
    return Math.max(1, bits - ones.get()) / (double) bits;
  }

  Estimate estimate() {
    double load = -Math.log(zeroShare());
    double deviation = Math.sqrt(bits * Math.max(0, Math.exp(load) - load - 1));
    return new Estimate(Math.round(load * bits), Math.round(deviation));
  }
}
