package io.miniss.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.future.Listener;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Scheduler;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** {@link FutureCell}: completed once, and every continuation runs once, with that result. */
public class FutureCellStress {
  private FutureCellStress() {}

  /** A value whose content is written plainly, before the future is completed with it. */
  private static final class Box {
    private int content;
  }

  /** A callback is registered while another thread completes. */
  @JCStressTest
  @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "it runs once and sees the content")
  @Outcome(expect = FORBIDDEN, desc = "lost, run twice, or with an unfilled value")
  @State
  public static class CompleteAgainstMap {
    private final FutureCell<Box> cell = new FutureCell<>(new StubRuntime());
    private final AtomicInteger calls = new AtomicInteger();
    private @Nullable Future<Integer> mapped;

    /** Jcstress makes the states. */
    public CompleteAgainstMap() {}

    /** Completes. */
    @Actor
    public void completer() {
      Box box = new Box();
      box.content = 7;
      cell.complete(box);
    }

    /** Registers. */
    @Actor
    public void registrar() {
      mapped =
          cell.map(
              box -> {
                calls.incrementAndGet();
                return box.content;
              });
    }

    /** What came of it. */
    @Arbiter
    public void result(II_Result r) {
      Future<Integer> future = mapped;
      r.r1 = calls.get();
      r.r2 = future != null && future.isDone() ? future.getNow() : -1;
    }
  }

  /** Two threads complete. */
  @JCStressTest
  @Outcome(
      id = {"1, 0, 1, 1", "0, 1, 2, 2"},
      expect = ACCEPTABLE,
      desc = "one wins and both see its value")
  @Outcome(expect = FORBIDDEN, desc = "both or nobody won, or they see different values")
  @State
  public static class TwoCompleters {
    private final FutureCell<Integer> cell = new FutureCell<>(new StubRuntime());

    /** Jcstress makes the states. */
    public TwoCompleters() {}

    /** One. */
    @Actor
    public void first(IIII_Result r) {
      r.r1 = cell.tryComplete(1) ? 1 : 0;
      r.r3 = cell.getNow();
    }

    /** The other. */
    @Actor
    public void second(IIII_Result r) {
      r.r2 = cell.tryComplete(2) ? 1 : 0;
      r.r4 = cell.getNow();
    }
  }

  /** Two threads register; the future is completed afterwards. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each runs once")
  @Outcome(expect = FORBIDDEN, desc = "lost or run twice")
  @State
  public static class TwoRegistrars {
    private final FutureCell<Integer> cell = new FutureCell<>(new StubRuntime());
    private final AtomicInteger first = new AtomicInteger();
    private final AtomicInteger second = new AtomicInteger();

    /** Jcstress makes the states. */
    public TwoRegistrars() {}

    /** One. */
    @Actor
    public void first() {
      cell.onComplete((value, failure) -> first.incrementAndGet());
    }

    /** The other. */
    @Actor
    public void second() {
      cell.onComplete((value, failure) -> second.incrementAndGet());
    }

    /** Completes. */
    @Arbiter
    public void complete(II_Result r) {
      cell.complete(7);
      r.r1 = first.get();
      r.r2 = second.get();
    }
  }

  /** An outside callback is there when the future completes and the runtime terminates. */
  @JCStressTest
  @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "it runs once, with the value")
  @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "it runs once, broken")
  @Outcome(expect = FORBIDDEN, desc = "lost or run twice")
  @State
  public static class CompleteAgainstEnd {
    private final StubRuntime runtime = new StubRuntime();
    private final FutureCell<Integer> cell = new FutureCell<>(runtime);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger outcome = new AtomicInteger();

    /** Jcstress makes the states. */
    public CompleteAgainstEnd() {
      cell.onComplete(
          (value, failure) -> {
            calls.incrementAndGet();
            outcome.set(value == null ? -1 : value);
          });
    }

    /** Completes. */
    @Actor
    public void completer() {
      cell.complete(7);
    }

    /** Ends the runtime. */
    @Actor
    public void end() {
      runtime.terminated().complete(0);
    }

    /** What came of it. */
    @Arbiter
    public void result(II_Result r) {
      r.r1 = calls.get();
      r.r2 = outcome.get();
    }
  }

  /** An outside callback is registered while the runtime terminates; nobody completes. */
  @JCStressTest
  @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "it runs once, broken")
  @Outcome(expect = FORBIDDEN, desc = "lost or run twice")
  @State
  public static class RegisterAgainstEnd {
    private final StubRuntime runtime = new StubRuntime();
    private final FutureCell<Integer> cell = new FutureCell<>(runtime);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger outcome = new AtomicInteger();

    /** Jcstress makes the states. */
    public RegisterAgainstEnd() {}

    /** Registers. */
    @Actor
    public void registrar() {
      cell.onComplete(
          (value, failure) -> {
            calls.incrementAndGet();
            outcome.set(value == null ? -1 : value);
          });
    }

    /** Ends the runtime. */
    @Actor
    public void end() {
      runtime.terminated().complete(0);
    }

    /** What came of it. */
    @Arbiter
    public void result(II_Result r) {
      r.r1 = calls.get();
      r.r2 = outcome.get();
    }
  }

  /** A registration that makes the list long enough to be swept, while another thread completes. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "those who still wait are told once")
  @Outcome(expect = FORBIDDEN, desc = "lost or told twice")
  @State
  public static class CompleteAgainstSweep {
    private static final int BEFORE_SWEEP = 62;

    private final FutureCell<Integer> cell = new FutureCell<>(new StubRuntime());
    private final Counting oldest = new Counting();
    private final Counting newest = new Counting();

    /** Jcstress makes the states. */
    public CompleteAgainstSweep() {
      cell.register(oldest);
      for (int i = 0; i < BEFORE_SWEEP; i++) {
        Counting retired = new Counting();
        cell.register(retired);
        retired.retire();
      }
    }

    /** Completes. */
    @Actor
    public void completer() {
      cell.complete(7);
    }

    /** Registers and sweeps. */
    @Actor
    public void registrar() {
      cell.register(newest);
    }

    /** What came of it. */
    @Arbiter
    public void result(II_Result r) {
      r.r1 = oldest.calls.get();
      r.r2 = newest.calls.get();
    }
  }

  private static final class Counting extends Listener {
    private final AtomicInteger calls = new AtomicInteger();

    Counting() {
      super(null);
    }

    @Override
    protected void completed() {
      calls.incrementAndGet();
    }
  }

  /** Whoever sees that a future is done sees what its completer wrote. */
  @JCStressTest
  @Outcome(id = {"-1", "7"}, expect = ACCEPTABLE, desc = "not done, or done with its content")
  @Outcome(expect = FORBIDDEN, desc = "done, and the content is missing")
  @State
  public static class CompleteAgainstLook {
    private final FutureCell<Box> cell = new FutureCell<>(new StubRuntime());

    /** Jcstress makes the states. */
    public CompleteAgainstLook() {}

    /** Completes. */
    @Actor
    public void completer() {
      Box box = new Box();
      box.content = 7;
      cell.complete(box);
    }

    /** Looks. */
    @Actor
    public void looker(I_Result r) {
      r.r1 = cell.isDone() ? cell.getNow().content : -1;
    }
  }

  /** One that waits, linked to those that came before it. */
  static final class Waiting {
    private @Nullable Waiting next;

    /** How often it was told. */
    private final AtomicInteger calls = new AtomicInteger();
  }

  /**
   * The shared word of a future: null, those that wait, or an {@code Integer} as its result. The controls replace one
   * operation by a broken one.
   */
  abstract static class CopiedCell {
    final SharedReference<Object> word = new SharedReference<>(Scheduler.system(), "word", null);

    boolean tryComplete(Integer result) {
      while (true) {
        Object seen = word.getAcquire();
        if (seen instanceof Integer) {
          return false;
        }
        if (word.compareAndSet(seen, result)) {
          tell((Waiting) seen);
          return true;
        }
      }
    }

    void register(Waiting waiting) {
      while (true) {
        Object seen = word.getAcquire();
        if (seen instanceof Integer) {
          waiting.calls.incrementAndGet();
          return;
        }
        waiting.next = (Waiting) seen;
        if (word.compareAndSet(seen, waiting)) {
          return;
        }
      }
    }

    /** The result, or -1. */
    final int result() {
      return word.getAcquire() instanceof Integer result ? result : -1;
    }

    static void tell(@Nullable Waiting newest) {
      for (Waiting each = newest; each != null; each = each.next) {
        each.calls.incrementAndGet();
      }
    }
  }

  /** Control: a completion that looks at the word and then stores, without a comparison. */
  @JCStressTest
  @Outcome(id = {"1, 0, 1, 1", "0, 1, 2, 2"}, expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = {"1, 1, 1, 1", "1, 1, 2, 2", "1, 1, 1, 2", "1, 1, 2, 1"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "both won")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlCompleteByReadAndSet extends CopiedCell {
    /** Jcstress makes the states. */
    public ControlCompleteByReadAndSet() {}

    @Override
    boolean tryComplete(Integer result) {
      Object seen = word.getAcquire();
      if (seen instanceof Integer) {
        return false;
      }
      word.setVolatile(result);
      tell((Waiting) seen);
      return true;
    }

    /** One. */
    @Actor
    public void first(IIII_Result r) {
      r.r1 = tryComplete(1) ? 1 : 0;
      r.r3 = result();
    }

    /** The other. */
    @Actor
    public void second(IIII_Result r) {
      r.r2 = tryComplete(2) ? 1 : 0;
      r.r4 = result();
    }
  }

  /** Control: a registration that looks at the word and then stores, without a comparison. */
  @JCStressTest
  @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = "0, -1",
      expect = ACCEPTABLE_INTERESTING,
      desc = "the result is overwritten and the callback lost")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlRegisterByReadAndSet extends CopiedCell {
    private final Waiting waiting = new Waiting();

    /** Jcstress makes the states. */
    public ControlRegisterByReadAndSet() {}

    @Override
    void register(Waiting added) {
      Object seen = word.getAcquire();
      if (seen instanceof Integer) {
        added.calls.incrementAndGet();
      } else {
        added.next = (Waiting) seen;
        word.setVolatile(added);
      }
    }

    /** Completes. */
    @Actor
    public void completer() {
      tryComplete(7);
    }

    /** Registers. */
    @Actor
    public void registrar() {
      register(waiting);
    }

    /** What came of it. */
    @Arbiter
    public void result(II_Result r) {
      r.r1 = waiting.calls.get();
      r.r2 = result();
    }
  }

  /** Control: a sweep that looks at the list and then takes it, without a comparison. */
  @JCStressTest
  @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = "1, -1",
      expect = ACCEPTABLE_INTERESTING,
      desc = "told, and the result is overwritten by the list: told again if completed again")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlSweepByReadAndSet extends CopiedCell {
    private final Waiting waiting = new Waiting();

    /** Jcstress makes the states. */
    public ControlSweepByReadAndSet() {
      register(waiting);
    }

    /** Completes. */
    @Actor
    public void completer() {
      tryComplete(7);
    }

    /** Takes the list and puts it back; tells it itself if the future was completed meanwhile. */
    @Actor
    public void sweeper() {
      if (word.getAcquire() instanceof Waiting list) {
        word.setVolatile(null);
        if (!word.compareAndSet(null, list)) {
          tell(list);
        }
      }
    }

    /** What came of it. */
    @Arbiter
    public void result(II_Result r) {
      r.r1 = waiting.calls.get();
      r.r2 = result();
    }
  }

  /** Control: the result and the end of the runtime decide about a callback by looking and then storing. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "no harm")
  @Outcome(id = "2", expect = ACCEPTABLE_INTERESTING, desc = "it runs twice")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlDecideByReadAndSet {
    private final SharedFlag decided = new SharedFlag(Scheduler.system(), "decided");
    private final AtomicInteger calls = new AtomicInteger();

    /** Jcstress makes the states. */
    public ControlDecideByReadAndSet() {}

    private void decide() {
      if (!decided.getVolatile()) {
        decided.setVolatile(true);
        calls.incrementAndGet();
      }
    }

    /** Completes. */
    @Actor
    public void completer() {
      decide();
    }

    /** Ends the runtime. */
    @Actor
    public void end() {
      decide();
    }

    /** What came of it. */
    @Arbiter
    public void result(I_Result r) {
      r.r1 = calls.get();
    }
  }

  /**
   * Control: a callback that is registered with the future alone if the runtime has not terminated. The real one is
   * registered with the end as well, which tells it also if it comes too late.
   */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "no harm")
  @Outcome(id = "0", expect = ACCEPTABLE_INTERESTING, desc = "lost: the end came after the look")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlRegisterAfterOneLook extends CopiedCell {
    private final StubRuntime runtime = new StubRuntime();
    private final Waiting waiting = new Waiting();

    /** Jcstress makes the states. */
    public ControlRegisterAfterOneLook() {}

    /** Registers. */
    @Actor
    public void registrar() {
      if (runtime.terminated().isDone()) {
        waiting.calls.incrementAndGet();
      } else {
        register(waiting);
      }
    }

    /** Ends the runtime, and breaks the future. */
    @Actor
    public void end() {
      runtime.terminated().complete(0);
      tell((Waiting) word.getAcquire());
    }

    /** What came of it. */
    @Arbiter
    public void result(I_Result r) {
      r.r1 = waiting.calls.get();
    }
  }
}
