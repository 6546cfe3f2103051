package io.miniss.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.miniss.runtime.shared.RemoteWorkQueue;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.shared.WorkQueue;
import io.miniss.runtime.spi.Scheduler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** {@link RemoteWorkQueue}: what is pushed is taken once, with what its pusher wrote, or refused. */
public class RemoteWorkQueueStress {
  private RemoteWorkQueueStress() {}

  /** Work of which is known how often it ran, and that its pusher fills in before the push. */
  private static final class Pushed extends Work {
    private static final int UNFILLED = 100;

    private int payload;
    private int runs;

    @Override
    public void run() {
      runs += payload == 1 ? 1 : UNFILLED;
    }
  }

  /** A stack and two works. */
  abstract static class Stack {
    private final RemoteWorkQueue stack = new RemoteWorkQueue(Scheduler.system(), "stack");
    private final Pushed a = new Pushed();
    private final Pushed b = new Pushed();
    private int taken;
    private boolean overtaken;

    final int pushA() {
      a.payload = 1;
      return push(a) ? 1 : 0;
    }

    final int pushB() {
      b.payload = 1;
      return push(b) ? 1 : 0;
    }

    final void take() {
      WorkQueue target = new WorkQueue();
      takeAll(target::add);
      runAll(target);
    }

    final void close() {
      WorkQueue target = new WorkQueue();
      closeAndTake(target::add);
      runAll(target);
    }

    boolean push(Work work) {
      return stack.push(work);
    }

    void takeAll(Consumer<Work> target) {
      stack.takeAll(target);
    }

    void closeAndTake(Consumer<Work> target) {
      stack.close(target);
    }

    private void runAll(WorkQueue target) {
      for (Work work = target.poll(); work != null; work = target.poll()) {
        overtaken |= work == a && taken > 0;
        taken++;
        work.run();
      }
    }

    final int runsOfA() {
      return a.runs;
    }

    final int runsOfB() {
      return b.runs;
    }

    final int overtaken() {
      return overtaken ? 1 : 0;
    }
  }

  /** Two push, the rest is looked at afterwards. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each is taken once")
  @Outcome(expect = FORBIDDEN, desc = "lost, taken twice or not filled in")
  @State
  public static class TwoPushers extends Stack {
    /** Jcstress makes the states. */
    public TwoPushers() {}

    /** One pusher. */
    @Actor
    public void first() {
      pushA();
    }

    /** The other. */
    @Actor
    public void second() {
      pushB();
    }

    /** The owner. */
    @Arbiter
    public void owner(II_Result r) {
      take();
      r.r1 = runsOfA();
      r.r2 = runsOfB();
    }
  }

  /** One pushes twice while the owner takes. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "each is taken once, in order")
  @Outcome(expect = FORBIDDEN, desc = "lost, taken twice, not filled in or overtaken")
  @State
  public static class PusherAndTaker extends Stack {
    /** Jcstress makes the states. */
    public PusherAndTaker() {}

    /** The pusher. */
    @Actor
    public void pusher() {
      pushA();
      pushB();
    }

    /** The owner. */
    @Actor
    public void owner() {
      take();
    }

    /** The owner, later. */
    @Arbiter
    public void later(III_Result r) {
      take();
      r.r1 = runsOfA();
      r.r2 = runsOfB();
      r.r3 = overtaken();
    }
  }

  /** One pushes twice while the owner closes. */
  @JCStressTest
  @Outcome(
      id = {"1, 1, 1, 1", "1, 1, 0, 0", "0, 0, 0, 0"},
      expect = ACCEPTABLE,
      desc = "what is accepted is taken, what is not is refused")
  @Outcome(expect = FORBIDDEN, desc = "accepted and lost, or refused and taken")
  @State
  public static class PusherAndCloser extends Stack {
    /** Jcstress makes the states. */
    public PusherAndCloser() {}

    /** The pusher. */
    @Actor
    public void pusher(IIII_Result r) {
      r.r1 = pushA();
      r.r3 = pushB();
    }

    /** The owner. */
    @Actor
    public void owner() {
      close();
    }

    /** The owner, later. */
    @Arbiter
    public void later(IIII_Result r) {
      take();
      r.r2 = runsOfA();
      r.r4 = runsOfB();
    }
  }

  /** Two push while the owner takes. Three threads: skipped on two CPUs. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each is taken once")
  @Outcome(expect = FORBIDDEN, desc = "lost, taken twice or not filled in")
  @State
  public static class TwoPushersAndTaker extends Stack {
    /** Jcstress makes the states. */
    public TwoPushersAndTaker() {}

    /** One pusher. */
    @Actor
    public void first() {
      pushA();
    }

    /** The other. */
    @Actor
    public void second() {
      pushB();
    }

    /** The owner. */
    @Actor
    public void owner() {
      take();
    }

    /** The owner, later. */
    @Arbiter
    public void later(II_Result r) {
      take();
      r.r1 = runsOfA();
      r.r2 = runsOfB();
    }
  }

  /** Two push while the owner closes. Three threads: skipped on two CPUs. */
  @JCStressTest
  @Outcome(
      id = {"1, 1, 1, 1", "1, 1, 0, 0", "0, 0, 1, 1", "0, 0, 0, 0"},
      expect = ACCEPTABLE,
      desc = "what is accepted is taken, what is not is refused")
  @Outcome(expect = FORBIDDEN, desc = "accepted and lost, or refused and taken")
  @State
  public static class TwoPushersAndCloser extends Stack {
    /** Jcstress makes the states. */
    public TwoPushersAndCloser() {}

    /** One pusher. */
    @Actor
    public void first(IIII_Result r) {
      r.r1 = pushA();
    }

    /** The other. */
    @Actor
    public void second(IIII_Result r) {
      r.r3 = pushB();
    }

    /** The owner. */
    @Actor
    public void owner() {
      close();
    }

    /** The owner, later. */
    @Arbiter
    public void later(IIII_Result r) {
      take();
      r.r2 = runsOfA();
      r.r4 = runsOfB();
    }
  }

  /** The same algorithm over a head that the controls can get at. Each replaces one operation by a broken one. */
  abstract static class CopiedStack extends Stack {
    static final Work CLOSED = new Pushed();

    final SharedReference<Work> head = new SharedReference<>(Scheduler.system(), "head", null);

    @Override
    boolean push(Work work) {
      while (true) {
        Work top = head.getAcquire();
        if (top == CLOSED) {
          return false;
        }
        work.next = top;
        if (head.compareAndSet(top, work)) {
          return true;
        }
        work.next = null;
      }
    }

    @Override
    void takeAll(Consumer<Work> target) {
      Work top = head.getAcquire();
      if (top != null && top != CLOSED) {
        giveReversed(head.getAndSet(null), target);
      }
    }

    @Override
    void closeAndTake(Consumer<Work> target) {
      giveReversed(head.getAndSet(CLOSED), target);
    }

    static void giveReversed(@Nullable Work newest, Consumer<Work> target) {
      if (newest != null) {
        Work older = newest.next;
        newest.next = null;
        giveReversed(older, target);
        target.accept(newest);
      }
    }
  }

  /** Control: a push that stores the head it has computed, without a comparison. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = {"0, 1", "1, 0"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "lost: the other pushed between the read and the store")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlPushByReadAndSet extends CopiedStack {
    /** Jcstress makes the states. */
    public ControlPushByReadAndSet() {}

    @Override
    boolean push(Work work) {
      work.next = head.getAcquire();
      head.setVolatile(work);
      return true;
    }

    /** One pusher. */
    @Actor
    public void first() {
      pushA();
    }

    /** The other. */
    @Actor
    public void second() {
      pushB();
    }

    /** The owner. */
    @Arbiter
    public void owner(II_Result r) {
      take();
      r.r1 = runsOfA();
      r.r2 = runsOfB();
    }
  }

  /** Control: a take that reads the head and then clears it, without an exchange. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = "1, 0, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "lost: pushed between the read and the store")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlTakeByReadAndSet extends CopiedStack {
    /** Jcstress makes the states. Something is there, so the owner does not turn back at once. */
    public ControlTakeByReadAndSet() {
      pushA();
    }

    @Override
    void takeAll(Consumer<Work> target) {
      Work top = head.getAcquire();
      if (top != null) {
        head.setVolatile(null);
        giveReversed(top, target);
      }
    }

    /** The pusher. */
    @Actor
    public void pusher() {
      pushB();
    }

    /** The owner. */
    @Actor
    public void owner() {
      take();
    }

    /** The owner, later. */
    @Arbiter
    public void later(III_Result r) {
      take();
      r.r1 = runsOfA();
      r.r2 = runsOfB();
      r.r3 = overtaken();
    }
  }

  /** Control: a close that reads the head and then stores the end mark, without an exchange. */
  @JCStressTest
  @Outcome(
      id = {"1, 1, 1, 1", "1, 1, 0, 0", "0, 0, 0, 0"},
      expect = ACCEPTABLE,
      desc = "no harm")
  @Outcome(
      id = {"1, 0, 0, 0", "1, 1, 1, 0", "1, 0, 1, 0"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "accepted and lost: pushed between the read and the store")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlCloseByReadAndSet extends CopiedStack {
    /** Jcstress makes the states. */
    public ControlCloseByReadAndSet() {}

    @Override
    void closeAndTake(Consumer<Work> target) {
      Work top = head.getAcquire();
      head.setVolatile(CLOSED);
      giveReversed(top, target);
    }

    /** The pusher. */
    @Actor
    public void pusher(IIII_Result r) {
      r.r1 = pushA();
      r.r3 = pushB();
    }

    /** The owner. */
    @Actor
    public void owner() {
      close();
    }

    /** The owner, later. */
    @Arbiter
    public void later(IIII_Result r) {
      take();
      r.r2 = runsOfA();
      r.r4 = runsOfB();
    }
  }
}
