package io.miniss.properties;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;

/** The same samples of an arbitrary in every run, for tests that expect a law to catch something. */
final class Samples {
  private static final long SEED = 20_26;
  private static final int GENERATION_SIZE = 1_000;

  private Samples() {}

  /** {@code count} samples. */
  static <T> List<T> of(Arbitrary<T> arbitrary, int count) {
    Random random = new Random(SEED);
    RandomGenerator<T> generator = arbitrary.generator(GENERATION_SIZE);
    List<T> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(generator.next(random).value());
    }
    return samples;
  }
}
