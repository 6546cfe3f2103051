package io.miniss.benchmarks.latency;

import org.HdrHistogram.Histogram;

/** The measuring JVM of one {@link Contestant}; prints a line for each figure. */
final class LatencyJvm {
  static final int WINDOW_PER_WORKER = 256;
  static final long SEED = 13;

  /** How often the maximum is measured. The best counts: others at work only make it less. */
  static final int MAXIMA = 4;

  private static final double WARM_UP_SECONDS = 2;

  private LatencyJvm() {}

  /**
   * The arguments are the name of a contestant, the units of work, the seconds, and the requests a second, 0 for as
   * many as it takes.
   */
  public static void main(String[] arguments) {
    Contestant contestant = Contestant.valueOf(arguments[0]);
    int tokens = Integer.parseInt(arguments[1]);
    double seconds = Double.parseDouble(arguments[2]);
    double perSecond = Double.parseDouble(arguments[3]);
    Cpus cpus = new Cpus();
    try (Pipeline pipeline = contestant.start(cpus)) {
      cpus.bindGenerator();
      Load load = new Load(pipeline, tokens);
      int window = WINDOW_PER_WORKER * cpus.workers();
      if (perSecond == 0) {
        var _ = load.closedLoop(window, WARM_UP_SECONDS);
        double best = 0;
        for (int i = 0; i < MAXIMA; i++) {
          best = Math.max(best, load.closedLoop(window, seconds));
        }
        System.out.println(best);
      } else {
        var _ = load.openLoop(SEED - 1, perSecond, WARM_UP_SECONDS);
        print(load.openLoop(SEED, perSecond, seconds));
      }
    }
  }

  private static void print(Histogram histogram) {
    for (double percentile : Latencies.PERCENTILES) {
      System.out.println(percentile + " " + histogram.getValueAtPercentile(percentile));
    }
  }
}
