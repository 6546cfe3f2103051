package io.miniss.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedMutex;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** {@link SharedMutex}: one thread at a time, which sees what the one before it did. */
public class SharedMutexStress {
  private SharedMutexStress() {}

  /** Two add to a plain field. */
  @JCStressTest
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "both at once, or not seen")
  @State
  public static class TwoTakers {
    private final SharedMutex mutex = new SharedMutex(Scheduler.system(), Clock.system(), "mutex");
    private int sum;

    /** Jcstress makes the states. */
    public TwoTakers() {}

    /** One. */
    @Actor
    public void first() {
      mutex.lock();
      sum += 1;
      mutex.unlock();
    }

    /** The other. */
    @Actor
    public void second() {
      mutex.lock();
      sum += 3;
      mutex.unlock();
    }

    /** The sum. */
    @Arbiter
    public void sum(I_Result r) {
      r.r1 = sum;
    }
  }

  /** Control: taken by a look and a store, without a comparison. */
  @JCStressTest
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "no harm")
  @Outcome(id = {"1", "3"}, expect = ACCEPTABLE_INTERESTING, desc = "both at once")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlTakeByReadAndSet {
    private final SharedFlag held = new SharedFlag(Scheduler.system(), "held");
    private int sum;

    /** Jcstress makes the states. */
    public ControlTakeByReadAndSet() {}

    private void add(int addend) {
      while (held.getVolatile()) {
        Thread.onSpinWait();
      }
      held.setVolatile(true);
      sum += addend;
      held.setVolatile(false);
    }

    /** One. */
    @Actor
    public void first() {
      add(1);
    }

    /** The other. */
    @Actor
    public void second() {
      add(3);
    }

    /** The sum. */
    @Arbiter
    public void sum(I_Result r) {
      r.r1 = sum;
    }
  }
}
