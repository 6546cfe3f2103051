package io.miniss.benchmarks.scaling;

import io.miniss.benchmarks.Rounds;

/** The measuring JVM of one {@link Scale}: prints a line for each size. */
final class ScalingJvm {
  private static final int WARM_UP_MILLIS = 400;
  static final int ROUNDS = 7;

  private ScalingJvm() {}

  /** The arguments are the name of the scale and the largest size. */
  public static void main(String[] arguments) {
    Scale scale = Scale.valueOf(arguments[0]);
    for (int size : scale.sizes(Integer.parseInt(arguments[1]))) {
      try (Subject subject = scale.start(size)) {
        Rounds rounds = Rounds.measure(WARM_UP_MILLIS, ROUNDS, subject::round);
        System.out.println(
            size + " " + rounds.median() + " " + rounds.least() + " " + subject.bytesEach());
      }
    }
  }
}
