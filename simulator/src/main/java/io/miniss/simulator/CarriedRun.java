package io.miniss.simulator;

import io.miniss.simulator.engine.Engine;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.engine.RunListener;
import io.miniss.simulator.engine.Standstill;
import io.miniss.simulator.fault.FaultInjector;
import io.miniss.simulator.text.Quoting;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run with all that belongs to it. Made and run by the thread that carries it; the watcher reads its
 * progress, and takes over when it has stopped that thread.
 */
final class CarriedRun {
  private static final Set<FailureKind> DID_NOT_END =
      EnumSet.of(FailureKind.DEADLOCK, FailureKind.LIVENESS, FailureKind.STEP_BOUND);

  private static final Duration FAREWELL = Duration.ofMillis(500);

  private final SimulationOptions options;
  private final @Nullable RunListener listener;
  private final FaultInjector faults;
  private final Engine engine;
  private final Simulation simulation;
  private final Function<SimulationOptions, String> line;
  private final boolean getsStuck;

  /** Whether it was told that the heap is full. Of the watcher. */
  private boolean isInFullHeap;

  /** What to say of the failure if there is no memory left to make a result. */
  private volatile byte @Nullable [] lastWords;

  /**
   * A run.
   *
   * @param line makes the line of its options that brings it back
   * @param getsStuck whether it is known that some of its threads do not end when it has failed
   */
  CarriedRun(
      SimulationOptions options,
      @Nullable RunListener listener,
      Function<SimulationOptions, String> line,
      boolean getsStuck) {
    if (listener != null) {
      listener.begins();
    }
    this.options = options;
    this.line = line;
    this.getsStuck = getsStuck;
    this.listener = listener;
    this.faults = new FaultInjector(options.faults(), options.seed());
    this.engine =
        new Engine(
            options.seed(),
            options.strategy(),
            options.maxSteps(),
            options.stepsCostTime(),
            faults,
            options.faultSteps(),
            options.livenessSteps(),
            listener);
    this.simulation = new Simulation(options, engine, faults);
  }

  /** What the main thread of a run does. */
  @FunctionalInterface
  interface Main {
    void run(Simulation simulation) throws Exception;
  }

  /** Runs {@code main} on the calling thread, which carries the run. */
  void run(Main main) {
    engine.run(
        Simulation.unchecked(
            () -> {
              main.run(simulation);
              simulation.bodyIsOver();
            }),
        this::takeLastWords);
  }

  /** The run has just failed: what is to be said must not need memory later. */
  private void takeLastWords() {
    byte[] words = words();
    lastWords = words;
    LastWords.lastFailure(words);
  }

  /** The result of a run that is over. */
  SimulationResult result() {
    RunFailure failure = engine.failure();
    return result(
        failure != null && DID_NOT_END.contains(failure.kind()) ? withNote(failure) : failure);
  }

  private RunFailure withNote(RunFailure failure) {
    String note = simulation.forgotten() + engine.keptFailures();
    return note.isEmpty()
        ? failure
        : failure.withMessage(failure.message() + note);
  }

  /** Whether it is known to have failed. */
  boolean hasFailed() {
    return engine.failure() != null;
  }

  /** Whether another simulation may be why the run, which is over, failed. */
  boolean isDoubtful() {
    return engine.isDoubtful();
  }

  /** The result of a run that met a limit of the JVM outside the engine, which tells of what is inside. */
  static SimulationResult beyondLimit(SimulationOptions options, VirtualMachineError limit) {
    return new SimulationResult(
        options,
        0,
        Duration.ZERO,
        0,
        new RunFailure(
            FailureKind.DEFECT, "simulator", RunFailure.ofDefect(limit), 0, limit),
        null,
        Map.of(),
        Map.of(),
        options.faults().toString(),
        List.of());
  }

  private SimulationResult result(@Nullable RunFailure failure) {
    return new SimulationResult(
        options,
        engine.steps(),
        Duration.ofNanos(engine.now()),
        engine.hash(),
        failure,
        trace(),
        simulation.metrics(),
        simulation.drawnSizes(),
        faults.mix(),
        faults.happened());
  }

  private @Nullable Trace trace() {
    return switch (listener) {
      case Trace trace -> trace;
      case BothEnds ends -> ends.trace();
      case null, default -> null;
    };
  }

  // ---- called by the watcher ----

  /** What the run has done so far; read without synchronization, so perhaps a little old. */
  long progress() {
    return engine.progress();
  }

  /** It takes its time: what is to be said of it if it fills the heap must not need memory later. */
  void prepareLastWords() {
    if (lastWords == null) {
      lastWords =
          LastWords.bytes(
              "FAILED the heap is full, and no report can be made: simulated code fills it\nreplay: "
                  + line.apply(options));
    }
  }

  /** The heap is full, and the run may be why. Needs no memory. */
  void heapIsFull() {
    isInFullHeap = true;
    engine.heapIsFull();
  }

  /** How long it may take for a step; of a run that is over, to tell one of its threads to end. */
  Duration limit() {
    return !engine.hasEnded() && !isInFullHeap
        ? options.watchdog()
        : Watchdog.afterFailure(options.watchdog(), getsStuck);
  }

  /** For how long to wait for the carrier when it was told to end. */
  Duration farewell() {
    return getsStuck ? Duration.ZERO : FAREWELL;
  }

  /** What to say of the run if the JVM ends before it does. Called by any thread. */
  private byte[] words() {
    RunFailure failure = engine.failure();
    return LastWords.bytes(
        (failure == null
            ? "the JVM ended in the middle of a run"
            : "FAILED " + failure.kind() + " " + failure.name() + '\n'
                + Quoting.indentedLines(failure.message()))
            + "\nreplay: " + line.apply(options));
  }

  /** Says that the JVM ends in the middle of the run: {@code why}. Called by any thread. */
  void sayEnded(String why) {
    if (hasFailed()) {
      LastWords.say(words());
    }
    LastWords.say(
        LastWords.bytes(
            "FAILED ESCAPE exit\n" + Quoting.indentedLines(why) + "\nreplay: "
                + line.apply(options)));
  }

  /** Says what is known of the run, without memory. Called by any thread. */
  void sayLastWords() {
    byte[] words = lastWords;
    if (words == null) {
      LastWords.sayHeapIsFull(options.seed());
    } else {
      LastWords.say(words);
    }
  }

  /** Where the run stands now. */
  Standstill standstill() {
    return engine.standstill();
  }

  /** Tells the run, whose carrier is halted, to end at its next point, and wakes what waits in it. */
  void end() {
    engine.endFromOutside();
  }

  /** The result that the run has without its carrier, before it was told to {@link #end}. */
  SimulationResult haltedResult() {
    return result(engine.failure());
  }
}
