package io.miniss.simulator.otherjvm;

import io.miniss.simulator.SimulationInterruptedException;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.replay.ReplayLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Compares a run with the same run in another JVM, in which immutable collections are iterated in the
 * opposite order and identity hash codes are others. That JVM is started when it is first needed and
 * serves all comparisons of this one. Any thread may call; they take turns.
 */
public final class OtherJvmAudit {
  /** The system property that turns comparisons off, with the value {@value #OFF}. */
  public static final String PROPERTY = "miniss.otherJvm";

  /** See {@link #PROPERTY}. */
  public static final String OFF = "off";

  /** The failure's name. */
  public static final String NAME = "between JVMs";

  /** Where it says what makes runs differ. */
  public static final String HAZARDS = "\"What makes runs differ\" in simulator/docs/failures.md";

  private static final System.Logger LOG = System.getLogger(OtherJvmAudit.class.getName());

  /** As HotSpot counts the ways to make identity hash codes: drawn by the JVM, or always 1. */
  private static final int DRAWN = 0;

  private static final int CONSTANT = 2;

  /** Not a monitor, inside which no run can be carried. */
  private static final ReentrantLock TURN = new ReentrantLock();

  private static @Nullable OtherJvm shared;
  private static boolean isToldOfRefusal;

  private OtherJvmAudit() {}

  /**
   * Runs {@code body} here and {@code program} there. Where that is not possible (no process can be
   * started, the program is not found there), the log says so, once, and nothing is found. Nothing is
   * found either if the calling thread is interrupted, which leaves its interrupt status set.
   *
   * @param lineSuffix what the line of a program has besides the options; begins with a space, or empty
   * @return the run with the failure {@value #NAME}, if the two are not the same
   */
  public static Optional<SimulationResult> compare(
      Program program, SimulationOptions options, Simulator.Body body, String lineSuffix) {
    if (OtherJvmMain.isHere() || OFF.equals(System.getProperty(PROPERTY))) {
      return Optional.empty();
    }
    String line =
        new ReplayLine(program.lineName(), options, Optional.empty()) + lineSuffix;
    TURN.lock();
    try {
      Answer here = Answer.of(Simulator.run(options, body));
      Answer there = jvm().ask(new Request(program, line, ""));
      if (!there.refusal().isEmpty()) {
        tell(program, there.refusal());
        closeShared();
        return Optional.empty();
      }
      return here.isSameRun(there)
          ? Optional.empty()
          : Optional.of(different(program, options, body, line));
    } catch (IOException e) {
      tell(program, e.toString());
      return Optional.empty();
    } catch (SimulationInterruptedException e) {
      return Optional.empty(); // the interrupt status is set already
    } catch (InterruptedException e) {
      closeShared(); // it may answer a question that nobody remembers
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      TURN.unlock();
    }
  }

  private static OtherJvm jvm() throws IOException {
    OtherJvm jvm = shared;
    if (jvm == null) {
      jvm = OtherJvm.start(IterationOrder.ofThisJvm().reversed(), DRAWN);
      shared = jvm;
    }
    return jvm;
  }

  private static void closeShared() {
    OtherJvm jvm = shared;
    shared = null;
    if (jvm != null) {
      jvm.close();
    }
  }

  private static void tell(Program program, String why) {
    LOG.log(
        isToldOfRefusal ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
        "{0} was not compared with a run in another JVM: {1}. What differs from JVM to JVM is not found;"
            + " -D{2}={3} turns the comparison off",
        program.lineName(),
        why,
        PROPERTY,
        OFF);
    isToldOfRefusal = true;
  }

  // ---- what is different, and why ----

  private static SimulationResult different(
      Program program, SimulationOptions options, Simulator.Body body, String line)
      throws IOException, InterruptedException {
    SimulationResult here = Simulator.trace(options, body);
    List<String> mine = OtherJvmMain.steps(here.trace().orElseThrow());
    List<String> others = List.of();
    Path file = Files.createTempFile("miniss-other-jvm-", ".steps");
    String failed;
    try {
      Answer there = jvm().ask(new Request(program, line, file.toString()));
      others = there.refusal().isEmpty() ? Files.readAllLines(file) : others;
      String failure = there.failure();
      failed =
          failure.equals(Answer.of(here).failure())
              ? ""
              : "; there " + (failure.isEmpty() ? "everything passed" : "it failed: " + failure);
    } finally {
      Files.deleteIfExists(file);
    }
    int step = firstDifference(mine, others);
    String message =
        "seed "
            + options.seed()
            + " is another run in another JVM, where Set.of and Map.of are iterated in the opposite order"
            + " and identity hash codes are others; "
            + (step < 0
                ? "the steps read the same"
                : "the first difference is step "
                    + step
                    + ": "
                    + at(mine, step)
                    + " here, "
                    + at(others, step)
                    + " there")
            + failed
            + "\n  the cause: "
            + cause(program, line, Answer.of(here))
            + "; see "
            + HAZARDS;
    return here.withFailure(
        new RunFailure(
            FailureKind.NONDETERMINISM, NAME, message, Math.max(0, step), null));
  }

  private static int firstDifference(List<String> one, List<String> other) {
    int both = Math.min(one.size(), other.size());
    for (int i = 0; i < both; i++) {
      if (!one.get(i).equals(other.get(i))) {
        return i;
      }
    }
    return one.size() == other.size() ? -1 : both;
  }

  private static String at(List<String> steps, int step) {
    return step < steps.size() ? steps.get(step) : "no more steps";
  }

  /** Found by JVMs in which only one of the two is other than here. */
  private static String cause(Program program, String line, Answer here)
      throws IOException, InterruptedException {
    IterationOrder order = IterationOrder.ofThisJvm();
    Request request = new Request(program, line, "");
    Answer sameOrder;
    try (OtherJvm jvm = OtherJvm.start(order, DRAWN)) {
      sameOrder = jvm.ask(request);
      if (!sameOrder.refusal().isEmpty()) {
        return "not known, as the further runs failed: " + sameOrder.refusal();
      }
      if (sameOrder.isSameRun(here)) {
        return "the order of a collection of Set.of, Map.of, copyOf or Collectors.toUnmodifiable...: in a"
            + " JVM with the order of this one, the run is the same";
      }
      if (jvm.ask(request).isSameRun(here)) {
        return "what the first run in a JVM leaves to the next, as in a static field: the second run of a"
            + " JVM is the same";
      }
    }
    Answer constant;
    try (OtherJvm jvm = OtherJvm.start(order, CONSTANT)) {
      constant = jvm.ask(request);
    }
    if (constant.refusal().isEmpty() && !constant.isSameRun(sameOrder)) {
      return "identity hash codes: a HashMap or HashSet whose keys have no hashCode of their own, as enum"
          + " constants, classes, threads and lambdas, or an IdentityHashMap";
    }
    return "none of those that further runs tell apart; perhaps a time, a random number, a file, the environment, or the name"
        + " of a lambda's class";
  }
}
