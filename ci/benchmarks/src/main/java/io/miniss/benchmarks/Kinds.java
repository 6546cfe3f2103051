package io.miniss.benchmarks;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the operations of a benchmark are given to call: of one kind, or of eight that are dealt out in a mix. A kind is
 * a class. A JVM that has seen only one or two behind a call inlines them; with eight it looks up the method
 * each time (a megamorphic call), and the processor mispredicts where it goes.
 *
 * <p>The order of a mix is pseudo-random, the same in each run, and longer than a processor remembers. For one thread.
 *
 * @param <T> what is called
 */
abstract class Kinds<T> {
  /** How many there are in a mix. */
  static final int COUNT = 8;

  /** After so many the order of a mix repeats. */
  private static final int PERIOD = 1 << 12;

  /** What the next operation is given. */
  abstract T next();

  /** Always {@code only}. */
  static <T> Kinds<T> one(T only) {
    return made(() -> only);
  }

  /** One that {@code maker} makes for each operation. */
  static <T> Kinds<T> made(Supplier<T> maker) {
    return new Kinds<>() {
      @Override
      T next() {
        return maker.get();
      }
    };
  }

  /** A mix of {@code kinds}, which are {@link #COUNT} objects of different classes. */
  static <T> Kinds<T> mixOf(List<T> kinds) {
    long classes = kinds.stream().map(Object::getClass).distinct().count();
    if (kinds.size() != COUNT || classes != COUNT) {
      throw new IllegalArgumentException(
          "a mix is of " + COUNT + " classes, not of " + kinds.size() + " objects of " + classes);
    }
    return new Mix<>(kinds);
  }

  /** Actions that do {@code work}. */
  static Kinds<Runnable> actions(Runnable work, boolean mixed) {
    return mixed ? mixOf(EightKinds.actions(work)) : one(work);
  }

  /** Tasks that do {@code work}. */
  static Kinds<Callable<@Nullable Void>> tasks(Runnable work, boolean mixed) {
    return mixed ? mixOf(EightKinds.tasks(work)) : one(Loop.task(work));
  }

  private static final class Mix<T> extends Kinds<T> {
    private final Object[] kinds;
    private final byte[] order = new byte[PERIOD];
    private int position;

    Mix(List<T> kinds) {
      this.kinds = kinds.toArray();
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
      for (int i = 0; i < PERIOD; i++) {
        order[i] = (byte) random.nextInt(COUNT);
      }
    }

    @Override
    @SuppressWarnings("unchecked") // an array of T
    T next() {
      position = (position + 1) % PERIOD;
      return (T) kinds[order[position]];
    }
  }
}
