package io.miniss.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.miniss.runtime.shared.OwnerReference;
import io.miniss.runtime.shared.SharedCounter;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Scheduler;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The single shared values: each access has the effect that its name says. */
public class SharedValueStress {
  private SharedValueStress() {}

  /** {@link SharedCounter#incrementByOwnerRelease} publishes. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "before it all")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "between the write and the count")
  @Outcome(id = {"0, 2", "1, 2"}, expect = ACCEPTABLE, desc = "a later write is seen early")
  @Outcome(id = {"1, 1", "2, 2"}, expect = ACCEPTABLE, desc = "counted and written")
  @Outcome(expect = FORBIDDEN, desc = "counted, and what was written before is not there")
  @State
  public static class CounterPublishes {
    private final SharedCounter counter = new SharedCounter(Scheduler.system(), "counter");
    private int written;

    /** Jcstress makes the states. */
    public CounterPublishes() {}

    /** Writes and counts. */
    @Actor
    public void owner() {
      written = 1;
      counter.incrementByOwnerRelease();
      written = 2;
      counter.incrementByOwnerRelease();
    }

    /** Reads the count, then what it says is there. */
    @Actor
    public void reader(II_Result r) {
      r.r1 = (int) counter.getAcquire();
      r.r2 = written;
    }
  }

  /** {@link OwnerReference#setByOwnerRelease} publishes, also with the store that replaces the box. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "before the store")
  @Outcome(id = {"254", "255", "256"}, expect = ACCEPTABLE, desc = "stored, and whole")
  @Outcome(expect = FORBIDDEN, desc = "stored, and what was written before is not there")
  @State
  public static class OwnerReferencePublishes {
    private final OwnerReference<int[]> reference =
        new OwnerReference<>(Scheduler.system(), "reference", new int[1]);

    /** Jcstress makes the states. The next but one store replaces the box. */
    public OwnerReferencePublishes() {
      int[] before = new int[1];
      for (int i = 1; i <= 253; i++) {
        reference.setByOwnerRelease(before);
      }
    }

    /** Stores what it has just written. */
    @Actor
    public void owner() {
      for (int i = 254; i <= 256; i++) {
        int[] written = new int[1];
        written[0] = i;
        reference.setByOwnerRelease(written);
      }
    }

    /** Reads what is in what it finds. */
    @Actor
    public void reader(I_Result r) {
      int[] seen = reference.getAcquire();
      r.r1 = seen == null ? -1 : seen[0];
    }
  }

  /** {@link SharedCounter#getAndAdd} loses nothing. */
  @JCStressTest
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "all are counted")
  @Outcome(expect = FORBIDDEN, desc = "lost")
  @State
  public static class CounterAdds {
    private final SharedCounter counter = new SharedCounter(Scheduler.system(), "counter");

    /** Jcstress makes the states. */
    public CounterAdds() {}

    /** One. */
    @Actor
    public void first() {
      counter.getAndAdd(1);
    }

    /** The other. */
    @Actor
    public void second() {
      counter.getAndAdd(3);
    }

    /** The sum. */
    @Arbiter
    public void sum(I_Result r) {
      r.r1 = (int) counter.getVolatile();
    }
  }

  /** {@link SharedReference#setRelease} publishes. */
  @JCStressTest
  @Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "in order")
  @Outcome(expect = FORBIDDEN, desc = "published, and what was written before is not there")
  @State
  public static class ReferencePublishes {
    private final SharedReference<String> reference =
        new SharedReference<>(Scheduler.system(), "reference", null);
    private int written;

    /** Jcstress makes the states. */
    public ReferencePublishes() {}

    /** Writes and publishes. */
    @Actor
    public void writer() {
      written = 1;
      reference.setRelease("there");
    }

    /** Reads. */
    @Actor
    public void reader(II_Result r) {
      r.r1 = reference.getAcquire() == null ? 0 : 1;
      r.r2 = written;
    }
  }

  /** Volatile stores and loads of two locations are in one order (Dekker). */
  @JCStressTest
  @Outcome(id = {"true, true", "true, false", "false, true"}, expect = ACCEPTABLE,
      desc = "one order")
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "both loads overtook the stores")
  @State
  public static class VolatileIsOneOrder {
    private final SharedFlag flag = new SharedFlag(Scheduler.system(), "flag");
    private final SharedReference<String> reference =
        new SharedReference<>(Scheduler.system(), "reference", null);

    /** Jcstress makes the states. */
    public VolatileIsOneOrder() {}

    /** Sets the flag, reads the reference. */
    @Actor
    public void first(ZZ_Result r) {
      flag.setVolatile(true);
      r.r1 = reference.getVolatile() != null;
    }

    /** Sets the reference, reads the flag. */
    @Actor
    public void second(ZZ_Result r) {
      reference.setVolatile("there");
      r.r2 = flag.getVolatile();
    }
  }
}
