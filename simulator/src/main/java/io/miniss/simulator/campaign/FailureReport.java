package io.miniss.simulator.campaign;

import io.miniss.simulator.LastWords;
import io.miniss.simulator.SimulationInterruptedException;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.Trace;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.replay.Recording;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.shrink.Shrinker;
import io.miniss.simulator.shrink.Shrunk;
import io.miniss.simulator.text.Quoting;
import io.miniss.simulator.text.Wrapped;
import io.miniss.simulator.weave.JavaProgram;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A failed run, explained.
 *
 * @param scenario the scenario's name
 * @param traced the failed run, or what it was shrunk to, with its trace; without one if it has not
 *     failed again
 * @param shrunk how it was shrunk, if it was
 */
public record FailureReport(
    String scenario, SimulationResult traced, Optional<Shrunk> shrunk) {
  private static final String STACK_ENDS =
      "  where a stack ends depends on the JVM, and so do the step and the hash: the same seed may differ in both\n";

  private static final int STRETCHES = 25;

  private static final String NOT_AGAIN =
      "  not run again: there is no timeline, but the replay has one\n";

  private static final String ONLY_ONCE =
      "  run again, the same seed passes: there is no timeline, and the cause is nothing that a seed"
          + " controls\n";

  /** A failed run as it was found. */
  public FailureReport(String scenario, SimulationResult traced) {
    this(scenario, traced, Optional.empty());
  }

  /**
   * The same failure in the smallest run that {@link Shrinker} finds within the limits; this one if the
   * calling thread is interrupted, a thread of the run did not come to its end, or memory does not suffice.
   */
  public FailureReport shrink(Scenario program, int mostRuns, Duration limit) {
    if (traced.trace().isEmpty() || failure().kind() == FailureKind.NONDETERMINISM) {
      return this; // a run that is not the same each time has no smaller one
    }
    if (failure().isHarmful() || LastWords.isHeapFull()) {
      return this; // each candidate would leave one more thread behind, or fill the heap
    }
    try {
      return LastWords.whileUntold(
          text(), () -> ReplayLine.named(scenario, () -> smaller(program, mostRuns, limit)));
    } catch (SimulationInterruptedException | OutOfMemoryError e) {
      return this;
    }
  }

  private FailureReport smaller(Scenario program, int mostRuns, Duration limit) {
    Shrunk smaller = Shrinker.shrink(program::run, traced, mostRuns, limit);
    SimulationResult smallest = Simulator.traceAgain(smaller.smallest(), program::run);
    boolean same = smallest.failure().map(failure()::isSameAs).orElse(false);
    return same
        ? new FailureReport(scenario, smallest, Optional.of(smaller.withSmallest(smallest)))
        : this; // a run that is not the same each time has no smaller one
  }

  /** What went wrong. */
  public RunFailure failure() {
    return traced.failure().orElseThrow();
  }

  /** The line that brings it back. */
  public ReplayLine line() {
    return ReplayLine.of(scenario, traced);
  }

  /** The file that brings it back; none of a run that has not failed again, or is too long to be kept. */
  public Optional<Recording> recording() {
    return Recording.isPossible(traced)
        ? Optional.of(Recording.of(scenario, traced))
        : Optional.empty();
  }

  /** For people: the failure, the end of the timeline, the stack, the command {@code miniss replay}. */
  public String text() {
    return text(FailureReport::command);
  }

  /**
   * The same with another command; the timeline lists the runtime's own steps, too, which are counted otherwise.
   *
   * @param command the command that brings a replay line back
   */
  public String fullText(UnaryOperator<String> command) {
    return text(command, "", trace -> trace.fullTimeline(STRETCHES));
  }

  /** The command that brings back {@code line}, or the run of the file of that name. */
  public static String command(String line) {
    return "./miniss replay " + Quoting.shell(line);
  }

  /**
   * The same with another command.
   *
   * @param command the command that brings a replay line back
   */
  public String text(UnaryOperator<String> command) {
    return text(command, "");
  }

  /**
   * The same with lines before the last, which is the command.
   *
   * @param files lines with their ends, or ""
   */
  public String text(UnaryOperator<String> command, String files) {
    return text(command, files, trace -> trace.timeline(STRETCHES));
  }

  private String text(
      UnaryOperator<String> command, String files, Function<Trace, String> timeline) {
    StringBuilder text = new StringBuilder();
    text.append(Wrapped.of(whatHappened(timeline)));
    shrunk.ifPresent(
        how -> {
          text.append(Wrapped.of("shrunk: " + how.summary())).append('\n');
          text.append("found:  ");
          text.append(command.apply(ReplayLine.of(scenario, how.original()).toString()));
          text.append('\n');
        });
    text.append(files);
    text.append("replay: ").append(command.apply(line().toString())).append('\n');
    return text.toString();
  }

  private String whatHappened(Function<Trace, String> timeline) {
    RunFailure failure = failure();
    StringBuilder text = new StringBuilder();
    text.append("FAILED ").append(Quoting.printable(JavaProgram.title(scenario))).append(": ")
        .append(failure.kind())
        .append(' ');
    text.append(Quoting.printable(failure.name())).append('\n');
    text.append(Quoting.indentedLines(failure.message())).append('\n');
    text.append("  at step ").append(failure.step()).append(", virtual time ");
    text.append(traced.virtualTime().toNanos() / 1_000).append(" us\n");
    if (failure.isByFullStack()) {
      text.append(STACK_ENDS);
    }
    if (!traced.options().faults().isNone()) {
      text.append("  ").append(faults()).append('\n');
    }
    traced
        .trace()
        .ifPresentOrElse(
            trace -> text.append(timeline.apply(trace)),
            () -> text.append(isNotRunAgain() ? NOT_AGAIN : ONLY_ONCE));
    Throwable cause = failure.cause();
    if (cause != null) {
      ThrownLines.of(cause)
          .forEach(
              line -> text.append("  ")
                  .append(Quoting.printable(line.replace("\t", "    ")))
                  .append('\n'));
    }
    return text.toString();
  }

  private String faults() {
    Faults faults = traced.options().faults();
    return (faults.fixed().isPresent()
        ? "faults that were to happen: " + faults
        : "faults that could happen: " + traced.faultMix())
        + "; that did: "
        + happened();
  }

  /** How many faults of each kind did: those of the whole run are at no step of the timeline. */
  private String happened() {
    Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    traced.faults().forEach(each -> counts.merge(each.fault(), 1, Integer::sum));
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(Collectors.joining(", "));
  }

  /** Whether {@link Campaign#explain} has left the run as it was found. */
  private boolean isNotRunAgain() {
    return failure().isByWatchdog() || Thread.currentThread().isInterrupted();
  }
}
