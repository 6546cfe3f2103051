package io.miniss.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.RemoteWorkQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Scheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** {@link WakeFlag}: nobody sleeps on work, and a sleep is ended by one waker. */
public class WakeFlagStress {
  private static final String WORK = "work";

  private WakeFlagStress() {}

  private static final class NoWork extends Work {
    @Override
    public void run() {
      throw new IllegalStateException("nobody runs it");
    }
  }

  /** The protocol as it is documented: S1 and S2 against W1, W2 and W3. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "saw the work, nobody had to wake it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "saw nothing and was woken")
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "saw the work and was woken as well")
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "asleep, saw nothing, not woken")
  @State
  public static class SleepAgainstWake {
    private final BoundedQueue<Object> queue =
        BoundedQueue.singleProducer(Scheduler.system(), "queue", 2);
    private final WakeFlag flag = new WakeFlag(Scheduler.system(), "flag");

    /** Jcstress makes the states. */
    public SleepAgainstWake() {
      flag.sleeper(new CountingParker());
    }

    /** S1, S2. */
    @Actor
    public void sleeper(ZZ_Result r) {
      flag.announceSleep();
      r.r1 = !queue.isEmptyVolatile();
    }

    /** W1, W2, W3. */
    @Actor
    public void waker(ZZ_Result r) {
      queue.offer(WORK);
      r.r2 = flag.wake();
    }
  }

  /** A ring for several producers: its index is claimed by a compare-and-set, before its slot is full. No W2. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "saw the work, nobody had to wake it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "saw nothing and was woken")
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "saw the work and was woken as well")
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "asleep, saw nothing, not woken")
  @State
  public static class SleepAgainstManyProducers {
    private final BoundedQueue<Object> queue =
        BoundedQueue.manyProducers(Scheduler.system(), "queue", 2);
    private final WakeFlag flag = new WakeFlag(Scheduler.system(), "flag");

    /** Jcstress makes the states. */
    public SleepAgainstManyProducers() {
      flag.sleeper(new CountingParker());
    }

    /** S1, S2. */
    @Actor
    public void sleeper(ZZ_Result r) {
      flag.announceSleep();
      r.r1 = !queue.isEmptyVolatile();
    }

    /** W1, W3. */
    @Actor
    public void waker(ZZ_Result r) {
      queue.offer(WORK);
      r.r2 = flag.wakeAfterUpdate();
    }
  }

  /** A queue from which any thread takes. No W2. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "saw the work, nobody had to wake it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "saw nothing and was woken")
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "saw the work and was woken as well")
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "asleep, saw nothing, not woken")
  @State
  public static class SleepAgainstStealable {
    private final BoundedQueue<Object> queue =
        BoundedQueue.stealable(Scheduler.system(), "queue", 2);
    private final WakeFlag flag = new WakeFlag(Scheduler.system(), "flag");

    /** Jcstress makes the states. */
    public SleepAgainstStealable() {
      flag.sleeper(new CountingParker());
    }

    /** S1, S2. */
    @Actor
    public void sleeper(ZZ_Result r) {
      flag.announceSleep();
      r.r1 = !queue.isEmptyVolatile();
    }

    /** W1, W3. */
    @Actor
    public void waker(ZZ_Result r) {
      queue.offer(WORK);
      r.r2 = flag.wakeAfterUpdate();
    }
  }

  /** Remote work, which is pushed by a compare-and-set. No W2. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "saw the work, nobody had to wake it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "saw nothing and was woken")
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "saw the work and was woken as well")
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "asleep, saw nothing, not woken")
  @State
  public static class SleepAgainstRemoteWork {
    private final RemoteWorkQueue queue =
        new RemoteWorkQueue(Scheduler.system(), "queue");
    private final WakeFlag flag = new WakeFlag(Scheduler.system(), "flag");

    /** Jcstress makes the states. */
    public SleepAgainstRemoteWork() {
      flag.sleeper(new CountingParker());
    }

    /** S1, S2. */
    @Actor
    public void sleeper(ZZ_Result r) {
      flag.announceSleep();
      r.r1 = !queue.isEmptyVolatile();
    }

    /** W1, W3. */
    @Actor
    public void waker(ZZ_Result r) {
      boolean _ = queue.push(new NoWork());
      r.r2 = flag.wakeAfterUpdate();
    }
  }

  /**
   * Control: the same with a ring for one producer, which publishes by a release store. It is the broken variant of the
   * tests before: without W2 its wake-ups are lost.
   */
  @JCStressTest
  @Outcome(id = {"true, false", "false, true", "true, true"}, expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = "false, false",
      expect = ACCEPTABLE_INTERESTING,
      desc = "lost wake-up: a release store is no compare-and-set")
  @State
  public static class ControlReleaseStoreIsNoUpdate {
    private final BoundedQueue<Object> queue =
        BoundedQueue.singleProducer(Scheduler.system(), "queue", 2);
    private final WakeFlag flag = new WakeFlag(Scheduler.system(), "flag");

    /** Jcstress makes the states. */
    public ControlReleaseStoreIsNoUpdate() {
      flag.sleeper(new CountingParker());
    }

    /** S1, S2. */
    @Actor
    public void sleeper(ZZ_Result r) {
      flag.announceSleep();
      r.r1 = !queue.isEmptyVolatile();
    }

    /** W1, W3. */
    @Actor
    public void waker(ZZ_Result r) {
      queue.offer(WORK);
      r.r2 = flag.wakeAfterUpdate();
    }
  }

  /**
   * A look before the work and W2, W3 after it, as the ring between two cores has them: the first look may be
   * wrong, but it loses nothing.
   */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "saw the work, nobody had to wake it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "saw nothing and was woken")
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "saw the work and was woken as well")
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "asleep, saw nothing, not woken")
  @State
  public static class SleepAgainstSecondLook {
    private final BoundedQueue<Object> queue =
        BoundedQueue.singleProducer(Scheduler.system(), "queue", 4);
    private final WakeFlag flag = new WakeFlag(Scheduler.system(), "flag");

    /** Jcstress makes the states. */
    public SleepAgainstSecondLook() {
      flag.sleeper(new CountingParker());
    }

    /** S1, S2. */
    @Actor
    public void sleeper(ZZ_Result r) {
      flag.announceSleep();
      r.r1 = !queue.isEmptyVolatile();
    }

    /** The look, W1, and W2 and W3 for what was not seen asleep. */
    @Actor
    public void waker(ZZ_Result r) {
      boolean awake = flag.seemsAwake();
      queue.offer(WORK);
      r.r2 = awake ? flag.wake() : flag.wakeAfterUpdate();
    }
  }

  /** A sleeper that never comes back: S1 is the announcement of its exit, and W3 does what is left for that. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the sleeper saw the work")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the waker saw the exit")
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both")
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "nobody takes the work")
  @State
  public static class ExitAgainstWake {
    private final BoundedQueue<Object> queue =
        BoundedQueue.singleProducer(Scheduler.system(), "queue", 2);
    private final WakeFlag flag = new WakeFlag(Scheduler.system(), "flag");

    /** S1, S2. */
    @Actor
    public void sleeper(ZZ_Result r) {
      flag.announceExit(() -> r.r2 = true); // called by the waker, in the waker's thread
      r.r1 = !queue.isEmptyVolatile();
    }

    /** W1, W2, W3. */
    @Actor
    public void waker() {
      queue.offer(WORK);
      boolean _ = flag.wake();
    }
  }

  /** Two wakers, one sleep: one unpark. */
  @JCStressTest
  @Outcome(id = {"true, false, 1", "false, true, 1"}, expect = ACCEPTABLE, desc = "one unparks")
  @Outcome(expect = FORBIDDEN, desc = "woken by both or by nobody")
  @State
  public static class TwoWakers {
    private final CountingParker parker = new CountingParker();
    private final WakeFlag flag = new WakeFlag(Scheduler.system(), "flag");

    /** Jcstress makes the states. */
    public TwoWakers() {
      flag.sleeper(parker);
      flag.announceSleep();
    }

    /** One waker. */
    @Actor
    public void first(ZZI_Result r) {
      r.r1 = flag.wake();
    }

    /** The other. */
    @Actor
    public void second(ZZI_Result r) {
      r.r2 = flag.wake();
    }

    /** What the sleeper got. */
    @Arbiter
    public void unparks(ZZI_Result r) {
      r.r3 = parker.unparks();
    }
  }

  /** Control: a waker that looks at the flag and then clears it, without a comparison. */
  @JCStressTest
  @Outcome(id = {"true, false, 1", "false, true, 1"}, expect = ACCEPTABLE, desc = "no harm")
  @Outcome(id = "true, true, 2", expect = ACCEPTABLE_INTERESTING, desc = "both unpark")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlWakeByReadAndSet {
    private final CountingParker parker = new CountingParker();
    private final SharedFlag asleep = new SharedFlag(Scheduler.system(), "asleep");

    /** Jcstress makes the states. */
    public ControlWakeByReadAndSet() {
      asleep.setVolatile(true);
    }

    private boolean wake() {
      if (!asleep.getVolatile()) {
        return false;
      }
      asleep.setVolatile(false);
      parker.unpark();
      return true;
    }

    /** One waker. */
    @Actor
    public void first(ZZI_Result r) {
      r.r1 = wake();
    }

    /** The other. */
    @Actor
    public void second(ZZI_Result r) {
      r.r2 = wake();
    }

    /** What the sleeper got. */
    @Arbiter
    public void unparks(ZZI_Result r) {
      r.r3 = parker.unparks();
    }
  }

  /**
   * Control: the waker without W2, as Seastar was before PR #1488 (exhibit 1 of the bug zoo). The
   * sleeper is as it should be and the queue is the real one; the waker's release stores may still be
   * in its store buffer when it reads the flag, although that read is volatile.
   */
  @JCStressTest
  @Outcome(id = {"true, false", "false, true", "true, true"}, expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = "false, false",
      expect = ACCEPTABLE_INTERESTING,
      desc = "lost wake-up: what the full fence is for")
  @State
  public static class ControlWithoutFence {
    private static final VarHandle ASLEEP = handle(ControlWithoutFence.class, "asleep");

    private final BoundedQueue<Object> queue =
        BoundedQueue.singleProducer(Scheduler.system(), "queue", 2);
    @SuppressWarnings("UnusedVariable") // accessed through ASLEEP
    private boolean asleep;

    /** Jcstress makes the states. */
    public ControlWithoutFence() {}

    /** S1, S2. */
    @Actor
    public void sleeper(ZZ_Result r) {
      ASLEEP.setVolatile(this, true);
      VarHandle.fullFence();
      r.r1 = !queue.isEmptyVolatile();
    }

    /** W1, W3. */
    @Actor
    public void waker(ZZ_Result r) {
      queue.offer(WORK);
      r.r2 = (boolean) ASLEEP.getVolatile(this);
    }
  }

  /**
   * Control: no fence on either side, release stores and acquire loads only, as Glommio was before
   * commit 68552c2 (exhibit 2 of the bug zoo).
   */
  @JCStressTest
  @Outcome(id = {"true, false", "false, true", "true, true"}, expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = "false, false",
      expect = ACCEPTABLE_INTERESTING,
      desc = "lost wake-up: both loads overtook the stores before them")
  @State
  public static class ControlWithoutAnyFence {
    private static final VarHandle ASLEEP = handle(ControlWithoutAnyFence.class, "asleep");
    private static final VarHandle VISIBLE = handle(ControlWithoutAnyFence.class, "visible");

    @SuppressWarnings("UnusedVariable") // accessed through ASLEEP
    private boolean asleep;

    @SuppressWarnings("UnusedVariable") // accessed through VISIBLE
    private boolean visible;

    /** Jcstress makes the states. */
    public ControlWithoutAnyFence() {}

    /** S1, S2. */
    @Actor
    public void sleeper(ZZ_Result r) {
      ASLEEP.setRelease(this, true);
      r.r1 = (boolean) VISIBLE.getAcquire(this);
    }

    /** W1, W3. */
    @Actor
    public void waker(ZZ_Result r) {
      VISIBLE.setRelease(this, true);
      r.r2 = (boolean) ASLEEP.getAcquire(this);
    }
  }

  private static VarHandle handle(Class<?> owner, String field) {
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVarHandle(owner, field, boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
