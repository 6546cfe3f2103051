package io.miniss.benchmarks.lincheck;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Scheduler;
import java.util.Objects;

/** {@link JdkCounter} on our primitives. */
final class OurCounter {
  private OurCounter() {}

  /** Without the bug. */
  static final class Sound implements Program.Subject {
    private final SharedLong value;

    Sound(Scheduler scheduler) {
      this.value = new SharedLong(scheduler, "value");
    }

    @Override
    public void operate(String operation, int thread) {
      value.getAndAdd(1);
    }

    @Override
    public boolean holds() {
      return value.getVolatile() == JdkCounter.INCREMENTS;
    }
  }

  /** With the bug. */
  static final class Broken implements Program.Subject {
    private final SharedReference<Integer> value;

    Broken(Scheduler scheduler) {
      this.value = new SharedReference<>(scheduler, "value", 0);
    }

    @Override
    public void operate(String operation, int thread) {
      value.setVolatile(Objects.requireNonNull(value.getVolatile()) + 1);
    }

    @Override
    public boolean holds() {
      return Objects.equals(value.getVolatile(), JdkCounter.INCREMENTS);
    }
  }
}
