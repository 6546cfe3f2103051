package io.miniss.properties.jqwik;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.otherjvm.OtherJvmAudit;
import io.miniss.simulator.otherjvm.OtherJvmMain;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.replay.ReplayRequest;
import io.miniss.simulator.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.FixedSeedMode;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.PropertyAttributes;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The one try that a replay line names, run once. jqwik generates and shrinks as it did when the line
 * was written, because it is told of each other try what came of it then.
 */
final class Replay extends PropertyRuns {
  private static final String PATH = SamplePath.KEY + "=";

  private final ReplayLine line;
  private final SamplePath path;
  private int count;
  private @Nullable SimulatedTry sample;
  private @Nullable SimulationResult outcome;

  Replay(PropertyLifecycleContext context, SimulatedProperty simulated, ReplayRequest request) {
    super(context, simulated);
    boolean needsPath =
        SimulatedProperty.forAll(property).count() > (simulated.hasPlan() ? 1 : 0);
    List<String> words = new ArrayList<>(Quoting.words(request.text()));
    Optional<String> given = words.stream().filter(word -> word.startsWith(PATH)).findFirst();
    words.removeIf(word -> word.startsWith(PATH));
    boolean hasPath = given.isPresent();
    if (needsPath && !hasPath) {
      throw new IllegalArgumentException(
          "cannot read -D" + ReplayRequest.PROPERTY + "=\"" + request.text() + "\": " + name
              + " has parameters other than a simulation, and without " + SamplePath.KEY
              + "=... the line does not say what they were");
    }
    this.path = given.isPresent()
        ? SamplePath.parse(given.get().substring(PATH.length()))
        : new SamplePath("0", 1, 1, "");
    this.line = ReplayLine.parse(String.join(" ", words));
    PropertyAttributes attributes = context.attributes();
    attributes.setSeed(path.seed());
    attributes.setWhenFixedSeed(FixedSeedMode.ALLOW);
    attributes.setTries(path.tries());
    attributes.setAfterFailure(AfterFailureMode.RANDOM_SEED);
    attributes.setShrinking(
        path.shrinking().isEmpty() ? ShrinkingMode.OFF : ShrinkingMode.FULL);
  }

  @Override
  TryExecutionResult run(TryExecutor executor, List<Object> parameters) {
    count++;
    if (count > path.length()) {
      return TryExecutionResult.satisfied(true);
    }
    if (count == path.length()) {
      return runSample(new SimulatedTry(simulated, executor, parameters));
    }
    return switch (path.status(count)) {
      case SATISFIED -> TryExecutionResult.satisfied();
      case INVALID -> TryExecutionResult.invalid();
      case FALSIFIED -> TryExecutionResult.falsified(sameError());
    };
  }

  private TryExecutionResult runSample(SimulatedTry aTry) {
    SimulationOptions options = line.options();
    SimulationResult result = Simulator.trace(options, aTry::run);
    OtherJvmMain.replayed(result);
    sample = aTry;
    outcome = result;
    return result.isSuccess()
        ? TryExecutionResult.satisfied(true)
        : TryExecutionResult.falsified(sameError()).withFootnotes(aTry.footnotes());
  }

  private AssertionError sameError() {
    AssertionError error = new AssertionError("replayed");
    error.setStackTrace(SimulationFailed.mark(property, "replay"));
    return error;
  }

  @Override
  PropertyExecutionResult finish(PropertyExecutionResult result) {
    SimulatedTry ran = sample;
    SimulationResult replayed = outcome;
    if (ran == null || replayed == null) {
      return result.mapToFailed(
          "the replay line's sample cannot be generated any more: the property, or what it"
              + " generates from, has changed; jqwik stopped at try "
              + count
              + " of "
              + path.length()
              + result.throwable().map(error -> ": " + error).orElse(""));
    }
    try {
      line.requireDrawn(replayed);
    } catch (IllegalArgumentException otherRun) {
      return result.mapToFailed(otherRun);
    }
    Optional<TryExecutionResult> invalid = ran.invalid();
    if (invalid.isPresent()) {
      return result.mapToAborted(invalid.get().throwable().orElse(null));
    }
    String note =
        line.traceHash()
            .filter(hash -> !hash.equals(replayed.traceHashText()))
            .map(
                hash -> "not the same run: hash "
                    + hash
                    + " was recorded, this is "
                    + replayed.traceHashText()
                    + "; code, property or options are not those of the record, or the run depends"
                    + " on the JVM: see "
                    + OtherJvmAudit.HAZARDS
                    + "\n")
            .orElse("");
    if (!note.isEmpty()) {
      context.reporter().publishValue(ReplayRequest.PROPERTY, note.strip());
    }
    return replayed.isSuccess()
        ? result.mapToSuccessful()
        : failed(result, note, new FailureReport(name, replayed), path);
  }
}
