package io.miniss.simulator;

import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.fault.Faults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of one run.
 *
 * @param options the options of the run
 * @param steps interleaving points passed
 * @param virtualTime how long it took in virtual time
 * @param traceHash a fingerprint of every step: equal for equal runs
 * @param failure what went wrong, if anything did
 * @param trace every step, if it was asked for
 * @param metrics the numbers that the run reported, by name
 * @param sizes what {@link Simulation#drawSize} returned, by name
 * @param faultMix which faults could happen
 * @param faults which did, in order
 */
public record SimulationResult(
    SimulationOptions options,
    long steps,
    Duration virtualTime,
    long traceHash,
    Optional<RunFailure> failure,
    Optional<Trace> trace,
    Map<String, Long> metrics,
    Map<String, Integer> sizes,
    String faultMix,
    List<Faults.Occurrence> faults) {

  /** Copies the metrics, in the order of their names. */
  public SimulationResult {
    metrics = SimulationOptions.ordered(metrics);
    sizes = SimulationOptions.ordered(sizes);
    faults = List.copyOf(faults);
  }

  SimulationResult(
      SimulationOptions options,
      long steps,
      Duration virtualTime,
      long traceHash,
      @Nullable RunFailure failure,
      @Nullable Trace trace,
      Map<String, Long> metrics,
      Map<String, Integer> sizes,
      String faultMix,
      List<Faults.Occurrence> faults) {
    this(
        options,
        steps,
        virtualTime,
        traceHash,
        Optional.ofNullable(failure),
        Optional.ofNullable(trace),
        metrics,
        sizes,
        faultMix,
        faults);
  }

  /** The same run under other options, which repeat it. */
  public SimulationResult withOptions(SimulationOptions others) {
    return new SimulationResult(
        others, steps, virtualTime, traceHash, failure, trace, metrics, sizes, faultMix, faults);
  }

  /** The same run, failed for this reason. */
  public SimulationResult withFailure(RunFailure why) {
    return new SimulationResult(
        options, steps, virtualTime, traceHash, Optional.of(why), trace, metrics, sizes, faultMix,
        faults);
  }

  /** Whether everything passed. */
  public boolean isSuccess() {
    return failure.isEmpty();
  }

  /** The trace hash as it is written in replay lines and files. */
  public String traceHashText() {
    return String.format("%016x", traceHash);
  }
}
