package io.miniss.simulator.fault;

import io.miniss.simulator.random.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/**
 * The faults of one run. Whether a fault happens at a site, and how bad it is, follows from the seed,
 * the kind and the number of the site alone: leaving one out changes none of the others, which is what
 * lets a run be shrunk.
 */
@SuppressWarnings("EnumOrdinal") // indexes arrays of this object only; draws go by the name
public final class FaultInjector {
  private static final Fault[] KINDS = Fault.values();

  /** The thresholds and the sites of a run without faults, which asks for neither. */
  private static final long[] NOTHING = new long[KINDS.length];

  private static final double MIN_PROBABILITY = 1.0 / 2_000;
  private static final double MAX_PROBABILITY = 1.0 / 10;

  private final long seed;

  /** By kind: the probability of firing as a threshold for 63 random bits; 0 for never. */
  private final long[] thresholds;

  /** By kind: how many sites there have been. */
  private final long[] sites;

  private final List<Faults.Occurrence> fixed;
  private final boolean any;
  private final boolean livenessPhase;
  private final List<Faults.Occurrence> happened = new ArrayList<>();
  private boolean stopped;

  /** The faults of the run of {@code seed}. */
  public FaultInjector(Faults faults, long seed) {
    this.seed = seed;
    this.fixed = faults.fixed().orElse(List.of());
    this.any = !faults.isNone();
    this.livenessPhase = any || faults.fixed().isPresent();
    this.thresholds = any ? new long[KINDS.length] : NOTHING;
    this.sites = any ? new long[KINDS.length] : NOTHING;
    if (faults.mix() == Faults.Mix.SWARM) {
      SplitMix64 random = SplitMix64.stream(seed, "swarm");
      for (Fault fault : KINDS) {
        boolean in = random.nextInt(3) == 0;
        double probability =
            MIN_PROBABILITY * Math.pow(MAX_PROBABILITY / MIN_PROBABILITY, random.nextDouble());
        if (in && fault.isSwarming()) {
          thresholds[fault.ordinal()] = threshold(fault.isForTheRun() ? 1 : probability);
        }
      }
    } else if (any) {
      faults
          .probabilities()
          .forEach((fault, probability) -> thresholds[fault.ordinal()] = threshold(probability));
    }
  }

  private static long threshold(double probability) {
    return probability >= 1 ? Long.MAX_VALUE : (long) (probability * 0x1p63);
  }

  /** Whether faults may happen at all; a run without any asks no further. */
  public boolean isActive() {
    return any && !stopped;
  }

  /** Whether there is a time after the faults in which the run has to end. */
  public boolean hasLivenessPhase() {
    return livenessPhase;
  }

  /** Whether {@code fault} happens at this, its next site. */
  public boolean happens(Fault fault) {
    if (!isActive()) {
      return false;
    }
    int kind = fault.ordinal();
    long site = sites[kind]++;
    boolean fires =
        fixed.isEmpty()
            ? thresholds[kind] > 0 && draw(fault, site, 0) >>> 1 < thresholds[kind]
            : fixed.contains(new Faults.Occurrence(fault, site));
    if (fires) {
      happened.add(new Faults.Occurrence(fault, site));
    }
    return fires;
  }

  /** How bad the fault that has just happened is: a number from {@code min} to {@code max}. */
  public long amount(Fault fault, long min, long max) {
    long bits = draw(fault, sites[fault.ordinal()] - 1, 1) >>> 1;
    // Small ones are as likely as large ones: uniform in the number of digits.
    double share = bits / 0x1p63;
    return Math.round(min * Math.pow((double) max / min, share));
  }

  private long draw(Fault fault, long site, int purpose) {
    return SplitMix64.mix(
        seed ^ SplitMix64.mix(site * 2 + purpose + ((long) fault.toString().hashCode() << 32)));
  }

  /** No more faults from now on: the liveness phase. */
  public void stop() {
    stopped = true;
  }

  /** What has happened, in order. */
  public List<Faults.Occurrence> happened() {
    return List.copyOf(happened);
  }

  /** The mix in words: what can happen in this run. */
  public String mix() {
    if (!any) {
      return "none";
    }
    List<String> words = new ArrayList<>();
    for (Faults.Occurrence listed : fixed) {
      String kind = listed.fault().toString();
      if (!words.contains(kind)) {
        words.add(kind);
      }
    }
    for (Fault fault : KINDS) {
      long threshold = thresholds[fault.ordinal()];
      if (threshold > 0) {
        words.add(
            fault.isForTheRun()
                ? fault.toString()
                : String.format("%s=%.4f", fault, threshold / 0x1p63));
      }
    }
    return words.isEmpty() ? "none" : String.join(",", words);
  }
}
