package io.miniss.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.shared.PhasedCell;
import io.miniss.runtime.spi.Scheduler;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** {@link PhasedCell}: the competition between the start and the cancellation of a task. */
public class PhaseStress {
  private static final int STARTED = 1;
  private static final int CANCELLED = 2;

  private PhaseStress() {}

  /** A phase; its number is written plainly, before the phase is entered. */
  private static final class Phase {
    private int number;

    static Phase numbered(int number) {
      Phase phase = new Phase();
      phase.number = number;
      return phase;
    }
  }

  /** A cell with nothing but a phase. */
  private static final class Phased extends PhasedCell<Object, Phase, Phase> {
    Phased(Phase first) {
      super(Scheduler.system(), null, first);
    }

    @Override
    public String describe() {
      return "task";
    }
  }

  /** One starts, one cancels. */
  @JCStressTest
  @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "started")
  @Outcome(id = "false, true, 2", expect = ACCEPTABLE, desc = "cancelled")
  @Outcome(expect = FORBIDDEN, desc = "both or nobody won, or the phase is the loser's")
  @State
  public static class StartAgainstCancel {
    private final Phase queued = new Phase();
    private final Phased reference = new Phased(queued);

    /** Jcstress makes the states. */
    public StartAgainstCancel() {}

    /** Starts. */
    @Actor
    public void start(ZZI_Result r) {
      r.r1 = reference.compareAndSetPhase(queued, Phase.numbered(STARTED));
    }

    /** Cancels. */
    @Actor
    public void cancel(ZZI_Result r) {
      r.r2 = reference.compareAndSetPhase(queued, Phase.numbered(CANCELLED));
    }

    /** What came of it. */
    @Arbiter
    public void phase(ZZI_Result r) {
      Phase phase = reference.phaseAcquire();
      r.r3 = phase == null ? -1 : phase.number;
    }
  }

  /** The loser reads the winner's phase, with what the winner wrote into it. */
  @JCStressTest
  @Outcome(id = {"2, true", "0, false"}, expect = ACCEPTABLE,
      desc = "lost to a phase that is whole")
  @Outcome(expect = FORBIDDEN, desc = "the phase is there and its number is not")
  @State
  public static class LoserReadsWinner {
    private final Phase queued = new Phase();
    private final Phased reference = new Phased(queued);

    /** Jcstress makes the states. */
    public LoserReadsWinner() {}

    /** Cancels. */
    @Actor
    public void cancel() {
      reference.compareAndSetPhase(queued, Phase.numbered(CANCELLED));
    }

    /** Looks. */
    @Actor
    public void look(IZ_Result r) {
      Phase phase = reference.phaseAcquire();
      r.r1 = phase == null ? -1 : phase.number;
      r.r2 = phase != queued;
    }
  }

  /** A core starts what is its own with a plain store, unless it sees a request; another thread requests. */
  @JCStressTest
  @Outcome(id = "true, true, 7", expect = ACCEPTABLE,
      desc = "started, and sees the request afterwards")
  @Outcome(id = "false, true, 7", expect = ACCEPTABLE, desc = "requested before, and not started")
  @Outcome(expect = FORBIDDEN, desc = "the request is lost, or it is not whole")
  @State
  public static class RequestAgainstStart {
    private final Phase queued = new Phase();
    private final Phased reference = new Phased(queued);

    /** Jcstress makes the states. */
    public RequestAgainstStart() {}

    /** Starts, unless that is not wanted any more. */
    @Actor
    public void start(ZZI_Result r) {
      Phase request = reference.requestAcquire();
      r.r1 = request == null;
      if (request == null) {
        reference.setPhaseByOwnerRelease(Phase.numbered(STARTED));
      } else if (request.number != 7) {
        r.r1 = true;
        r.r3 = -7;
      }
    }

    /** Requests the end. */
    @Actor
    public void cancel(ZZI_Result r) {
      r.r2 = reference.tryRequest(Phase.numbered(7));
    }

    /** What was asked. */
    @Arbiter
    public void request(ZZI_Result r) {
      Phase request = reference.requestAcquire();
      r.r3 += request == null ? -1 : request.number;
    }
  }

  /** As tasks do it: whoever wins the phase settles the future. */
  @JCStressTest
  @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "started, and completed by it")
  @Outcome(id = "false, true, 2", expect = ACCEPTABLE, desc = "cancelled, and completed by it")
  @Outcome(expect = FORBIDDEN, desc = "both or nobody won, or the result is the loser's")
  @State
  public static class WinnerSettles {
    private static final String QUEUED = "queued";
    private static final String RUNNING = "running";
    private static final String NEVER_RAN = "never ran";

    private final Outcomes outcome = new Outcomes();

    /** Jcstress makes the states. */
    public WinnerSettles() {}

    /** Starts. */
    @Actor
    public void start(ZZI_Result r) {
      if (outcome.compareAndSetPhase(QUEUED, RUNNING)) {
        r.r1 = outcome.tryComplete(STARTED);
      }
    }

    /** Cancels. */
    @Actor
    public void cancel(ZZI_Result r) {
      if (outcome.compareAndSetPhase(QUEUED, NEVER_RAN)) {
        r.r2 = outcome.tryComplete(CANCELLED);
      }
    }

    /** What came of it. */
    @Arbiter
    public void result(ZZI_Result r) {
      r.r3 = outcome.isDone() ? outcome.getNow() : -1;
    }
  }

  private static final class Outcomes extends FutureCell<Integer> {
    Outcomes() {
      super(new StubRuntime(), null, WinnerSettles.QUEUED);
    }

    @Override
    public String describe() {
      return "outcome";
    }
  }

  /** Control: a start and a cancellation that look at the phase and then store theirs, without a comparison. */
  @JCStressTest
  @Outcome(id = {"true, false, 1", "false, true, 2"}, expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = {"true, true, 1", "true, true, 2"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "started and reported as cancelled")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlLookThenSet {
    private final Phase queued = new Phase();
    private final Phased reference = new Phased(queued);

    /** Jcstress makes the states. */
    public ControlLookThenSet() {}

    private boolean enter(int number) {
      if (reference.phaseAcquire() != queued) {
        return false;
      }
      reference.setPhaseByOwnerRelease(Phase.numbered(number));
      return true;
    }

    /** Starts. */
    @Actor
    public void start(ZZI_Result r) {
      r.r1 = enter(STARTED);
    }

    /** Cancels. */
    @Actor
    public void cancel(ZZI_Result r) {
      r.r2 = enter(CANCELLED);
    }

    /** What came of it. */
    @Arbiter
    public void phase(ZZI_Result r) {
      Phase phase = reference.phaseAcquire();
      r.r3 = phase == null ? -1 : phase.number;
    }
  }

  /** Control: a request in the phase, which the core that owns it stores plainly, and not in a word of its own. */
  @JCStressTest
  @Outcome(id = {"true, false, 1", "false, true, 7"}, expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = "true, true, 1",
      expect = ACCEPTABLE_INTERESTING,
      desc = "accepted, and overwritten by the start")
  @Outcome(expect = FORBIDDEN, desc = "not what is left out here")
  @State
  public static class ControlRequestInPhase {
    private final Phase queued = new Phase();
    private final Phased reference = new Phased(queued);

    /** Jcstress makes the states. */
    public ControlRequestInPhase() {}

    /** Starts, unless that is not wanted any more. */
    @Actor
    public void start(ZZI_Result r) {
      r.r1 = reference.phaseAcquire() == queued;
      if (r.r1) {
        reference.setPhaseByOwnerRelease(Phase.numbered(STARTED));
      }
    }

    /** Requests the end. */
    @Actor
    public void cancel(ZZI_Result r) {
      r.r2 = reference.compareAndSetPhase(queued, Phase.numbered(7));
    }

    /** What came of it. */
    @Arbiter
    public void request(ZZI_Result r) {
      Phase phase = reference.phaseAcquire();
      r.r3 = phase == null ? -1 : phase.number;
    }
  }
}
