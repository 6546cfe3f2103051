package io.miniss.simulator.picture;

import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Trace;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.replay.ReplayLine;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What there is to draw of one run, whatever draws it. Immutable, and the same for the same run: no
 * identity hash of an object is left in its words.
 *
 * @param scenario the scenario's name
 * @param replayLine the line that brings the run back
 * @param hash the fingerprint of the run
 * @param end where it ended
 * @param failure what went wrong, if anything did
 * @param lanes the names of the threads, in the order in which they were started
 * @param leftOut how many steps at the beginning of the run are not in the picture, as the trace has not
 *     kept them: the first that is drawn is at place 0
 * @param steps every other access, in the order in which they took effect
 * @param bars stretches of tasks, in the order in which they began
 * @param messages what was put into a queue and taken out of it, in the order of sending
 * @param wakes who woke whom, in order
 * @param faults what was done to the run, in order
 * @param notes what the program said, in order
 */
public record Picture(
    String scenario,
    String replayLine,
    String hash,
    Moment end,
    Optional<Failing> failure,
    List<String> lanes,
    long leftOut,
    List<Trace.Effect> steps,
    List<Bar> bars,
    List<Arrow> messages,
    List<Arrow> wakes,
    List<Fault> faults,
    List<Trace.Note> notes) {
  /** Thousandths of a step in a step: events lie between steps and have an order there. */
  static final long STEP = 1_000;

  /** Copies the lists. */
  public Picture {
    lanes = List.copyOf(lanes);
    steps = List.copyOf(steps);
    bars = List.copyOf(bars);
    messages = List.copyOf(messages);
    wakes = List.copyOf(wakes);
    faults = List.copyOf(faults);
    notes = List.copyOf(notes);
  }

  /**
   * A point of the run on both axes. Step {@code n} is at {@code n} thousand thousandths; what
   * happened between two steps is between them.
   *
   * @param place in thousandths of a step
   * @param nanos in virtual time
   */
  public record Moment(long place, long nanos) {}

  /**
   * A moment on a lane.
   *
   * @param lane the number of the thread
   * @param moment when
   */
  public record Spot(int lane, Moment moment) {}

  /**
   * A task that ran on a core until it paused or the run ended.
   *
   * @param lane the number of the thread
   * @param task the task in words
   * @param from when it began
   * @param to when it paused, or the end of the run
   * @param paused whether it paused
   */
  public record Bar(int lane, String task, Moment from, Moment to, boolean paused) {}

  /**
   * A message or a wake-up.
   *
   * @param what the message in words
   * @param from who sent it, and when
   * @param to who received it, and when; null if nobody did
   */
  public record Arrow(String what, Spot from, @Nullable Spot to) {}

  /**
   * Something that the simulator did to the run.
   *
   * @param what in words
   * @param at to which thread, and when
   */
  public record Fault(String what, Spot at) {}

  /**
   * The failure and where it is.
   *
   * @param why what went wrong
   * @param at when
   */
  public record Failing(RunFailure why, Moment at) {}

  /**
   * The picture of a run of {@code scenario}.
   *
   * @throws IllegalArgumentException if the run was not traced
   */
  public static Picture of(String scenario, SimulationResult traced) {
    Trace trace =
        traced
            .trace()
            .orElseThrow(
                () -> new IllegalArgumentException(
                    "a picture is drawn of a run with a trace, which "
                        + ReplayLine.of(scenario, traced)
                        + " was done without"));
    return new PictureBuilder(trace, traced.virtualTime().toNanos()).build(scenario, traced);
  }
}
