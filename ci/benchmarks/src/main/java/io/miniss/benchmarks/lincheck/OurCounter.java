package io.miniss.benchmarks.lincheck;

import io.miniss.runtime.shared.SharedCounter;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Scheduler;
import java.util.Objects;

/** {@link JdkCounter} on our primitives. */
final class OurCounter implements Program.Subject {
  private final SharedCounter value;
  private final SharedReference<Integer> brokenValue;
  private final boolean broken;

  OurCounter(Scheduler scheduler, boolean broken) {
    this.value = new SharedCounter(scheduler, "value");
    this.brokenValue = new SharedReference<>(scheduler, "value", 0);
    this.broken = broken;
  }

  @Override
  public void operate(String operation, int thread) {
    if (broken) {
      brokenValue.setVolatile(Objects.requireNonNull(brokenValue.getVolatile()) + 1);
    } else {
      value.getAndAdd(1);
    }
  }

  @Override
  public boolean holds() {
    return broken
        ? Objects.equals(brokenValue.getVolatile(), JdkCounter.INCREMENTS)
        : value.getVolatile() == JdkCounter.INCREMENTS;
  }
}
