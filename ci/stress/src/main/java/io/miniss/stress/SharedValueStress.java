package io.miniss.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.miniss.runtime.shared.OwnerReference;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Scheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The single shared values: each access has the effect that its name says. */
public class SharedValueStress {
  private SharedValueStress() {}

  /** {@link SharedLong#incrementByOwnerRelease} publishes. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "before it all")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "between the write and the count")
  @Outcome(id = {"0, 2", "1, 2"}, expect = ACCEPTABLE, desc = "a later write is seen early")
  @Outcome(id = {"1, 1", "2, 2"}, expect = ACCEPTABLE, desc = "counted and written")
  @Outcome(expect = FORBIDDEN, desc = "counted, and what was written before is not there")
  @State
  public static class CounterPublishes {
    private final SharedLong counter = new SharedLong(Scheduler.system(), "counter");
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

  /** {@link SharedLong#getAndAdd} loses nothing. */
  @JCStressTest
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "all are counted")
  @Outcome(expect = FORBIDDEN, desc = "lost")
  @State
  public static class CounterAdds {
    private final SharedLong counter = new SharedLong(Scheduler.system(), "counter");

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

  /** Control: an addition that reads and then stores. */
  @JCStressTest
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "no harm")
  @Outcome(id = {"1", "3"}, expect = ACCEPTABLE_INTERESTING, desc = "the other's is lost")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlAddByReadAndSet {
    private final SharedLong counter = new SharedLong(Scheduler.system(), "counter");

    /** Jcstress makes the states. */
    public ControlAddByReadAndSet() {}

    /** One. */
    @Actor
    public void first() {
      counter.setVolatile(counter.getVolatile() + 1);
    }

    /** The other. */
    @Actor
    public void second() {
      counter.setVolatile(counter.getVolatile() + 3);
    }

    /** The sum. */
    @Arbiter
    public void sum(I_Result r) {
      r.r1 = (int) counter.getVolatile();
    }
  }

  /** Control: release stores and acquire loads of two locations, which are in no common order. */
  @JCStressTest
  @Outcome(id = {"true, true", "true, false", "false, true"}, expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = "false, false",
      expect = ACCEPTABLE_INTERESTING,
      desc = "both loads overtook the stores")
  @State
  public static class ControlReleaseIsNoOrder {
    private final SharedReference<String> one =
        new SharedReference<>(Scheduler.system(), "one", null);
    private final SharedReference<String> two =
        new SharedReference<>(Scheduler.system(), "two", null);

    /** Jcstress makes the states. */
    public ControlReleaseIsNoOrder() {}

    /** Sets one, reads the other. */
    @Actor
    public void first(ZZ_Result r) {
      one.setRelease("there");
      r.r1 = two.getAcquire() != null;
    }

    /** Sets the other, reads the first. */
    @Actor
    public void second(ZZ_Result r) {
      two.setRelease("there");
      r.r2 = one.getAcquire() != null;
    }
  }

  /**
   * Control: an owner that counts by a plain store, halfway through what it writes. The compiler may keep back what a
   * loop writes until the loop has ended, also what is written ahead of the count.
   */
  @JCStressTest
  @Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = "1, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "counted, and what was written before is not there")
  @State
  public static class ControlCountPlainly {
    private static final int WRITES = 1_000;
    private static final VarHandle COUNT = handle(ControlCountPlainly.class, "count", int.class);

    @SuppressWarnings("UnusedVariable") // read through COUNT
    private int count;

    private int written;

    /** Jcstress makes the states. */
    public ControlCountPlainly() {}

    /** Writes and counts. */
    @Actor
    public void owner() {
      for (int i = 1; i <= WRITES; i++) {
        written = i;
        if (i == WRITES / 2) {
          count = 1;
        }
      }
    }

    /** Reads the count, then what it says is there. */
    @Actor
    public void reader(II_Result r) {
      r.r1 = (int) COUNT.getAcquire(this);
      r.r2 = written < WRITES / 2 ? 0 : 1;
    }
  }

  /**
   * Control: a reader that reads the reference plainly. Between two plain reads of what was written, of which the
   * compiler keeps the first, a plain read holds nothing back.
   */
  @JCStressTest
  @Outcome(
      id = {"0, 0, 0", "0, 0, 1", "0, 1, 1", "1, 0, 1", "1, 1, 1"},
      expect = ACCEPTABLE,
      desc = "no harm")
  @Outcome(
      id = "0, 1, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "published, and what was written before is not there")
  @State
  public static class ControlReadPlainly {
    private static final VarHandle REFERENCE =
        handle(ControlReadPlainly.class, "reference", String.class);

    private @Nullable String reference;
    private int written;

    /** Jcstress makes the states. */
    public ControlReadPlainly() {}

    /** Writes and publishes. */
    @Actor
    public void writer() {
      written = 1;
      REFERENCE.setRelease(this, "there");
    }

    /** Reads. */
    @Actor
    public void reader(III_Result r) {
      r.r1 = written;
      r.r2 = reference == null ? 0 : 1;
      r.r3 = written;
    }
  }

  /** Control: the box is published before the value is in it. */
  @JCStressTest
  @Outcome(id = {"0", "254", "255", "256"}, expect = ACCEPTABLE, desc = "no harm")
  @Outcome(id = "-1", expect = ACCEPTABLE_INTERESTING, desc = "a box with nothing in it")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlBoxBeforeValue {
    private final SharedReference<SharedReference<int[]>> box =
        new SharedReference<>(Scheduler.system(), "box", boxOf(new int[1]));

    /** Jcstress makes the states. */
    public ControlBoxBeforeValue() {}

    private static SharedReference<int[]> boxOf(int @Nullable [] value) {
      return new SharedReference<>(Scheduler.system(), "value", value);
    }

    /** Stores what it has just written, each in a new box. */
    @Actor
    public void owner() {
      for (int i = 254; i <= 256; i++) {
        SharedReference<int[]> next = boxOf(null);
        box.setRelease(next);
        int[] written = new int[1];
        written[0] = i;
        next.setRelease(written);
      }
    }

    /** Reads what is in what it finds. */
    @Actor
    public void reader(I_Result r) {
      SharedReference<int[]> seen = box.getAcquire();
      int[] value = seen == null ? null : seen.getAcquire();
      r.r1 = value == null ? -1 : value[0];
    }
  }

  private static VarHandle handle(Class<?> owner, String field, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVarHandle(owner, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
