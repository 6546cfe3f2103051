package io.miniss.scenarios.cli;

import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.machine.CpuQuota;
import io.miniss.runtime.machine.CpuSet;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.TaskId;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.ThreadedWorld;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code miniss run}: a scenario on this machine, with real threads on pinned cores. */
@Command(
    name = "run",
    description = "Run a scenario on this machine, on pinned cores.",
    mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
  private static final String CORE_THREAD = "miniss-core-";
  private static final long LOOK_MILLIS = 100;

  @Parameters(paramLabel = "NAME", description = "The scenario.")
  String name = "";

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "How many cores (default: as many CPUs as this process may use).")
  @Nullable Integer cores;

  @Option(
      names = "--scale",
      paramLabel = "N",
      description = "How many times the work of a simulated run (default: ${DEFAULT-VALUE}).")
  int scale = 100;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The seed of the workload (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "How many runs to do, each with the next seed (default: ${DEFAULT-VALUE}).")
  int runs = 1;

  @Option(
      names = "--limit",
      paramLabel = "T",
      converter = DurationConverter.class,
      description = "A run that takes longer fails (default: 5m).")
  Duration limit = Duration.ofMinutes(5);

  @Spec
  CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Scenario scenario = ScenarioRegistry.named(name);
    int coreCount = cores == null ? CpuQuota.current().cores(CpuSet.allowed()) : cores;
    requireAtLeastOne("--cores", coreCount);
    if (coreCount > TaskId.MAX_CORE) {
      throw new ParameterException(
          spec.commandLine(),
          "--cores takes a number up to " + TaskId.MAX_CORE + ", not " + coreCount);
    }
    requireAtLeastOne("--scale", scale);
    requireAtLeastOne("--runs", runs);
    PrintWriter out = spec.commandLine().getOut();
    ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
    Map<String, Long> metrics = new TreeMap<>();
    List<ShutdownReport> shutdowns = new ArrayList<>();
    Set<String> placements = new LinkedHashSet<>();
    Duration took = Duration.ZERO;
    for (int i = 0; i < runs; i++) {
      ThreadedWorld.@Nullable Outcome outcome;
      try {
        outcome = run(scenario, coreCount, i, progress);
      } catch (InterruptedException e) {
        return tellOfStop(i, progress);
      }
      progress.clear();
      String failure = failure(outcome);
      if (failure != null && isStopped()) { // by the end of the process, which closes all runtimes
        return tellOfStop(i, progress);
      }
      if (failure != null) {
        out.printf("%s FAILED with seed %d on %d cores%n%s", name, seed + i, coreCount, failure);
        if (outcome != null) {
          out.printf("  shutdown: %s%n", describe(outcome.shutdowns()));
        }
        return ExitCodes.FAILED;
      }
      Objects.requireNonNull(outcome).metrics().forEach(
          (metric, value) -> metrics.merge(metric, value, Long::sum));
      took = took.plus(outcome.took());
      shutdowns.addAll(outcome.shutdowns());
      placements.addAll(outcome.cores());
    }
    out.printf(
        "%s passed: %,d %s on %d cores, scale %,d, seed %d, %,.3f ms%n",
        name, runs, runs == 1 ? "run" : "runs", coreCount, scale, seed, took.toNanos() / 1e6);
    metrics.forEach((metric, value) -> out.printf("  %s: %,d%n", metric, value));
    placements.forEach(each -> out.printf("  cores: %s%n", each));
    out.printf("  shutdown: %s; no core thread is left%n", describe(shutdowns));
    return ExitCodes.PASSED;
  }

  /** What was done, and how the rest is done, where {@code done} runs have passed. */
  private int tellOfStop(int done, ProgressLine progress) {
    progress.clear();
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s stopped: %,d of %,d %s passed%n", name, done, runs, runs == 1 ? "run" : "runs");
    List<String> rest =
        List.of("--seed", Long.toString(seed + done), "--runs", Integer.toString(runs - done));
    out.printf("to go on: %s%n", GoOn.command(spec, List.of(name), rest));
    out.flush();
    return ExitCodes.INTERRUPTED;
  }

  private void throwIfStopped() throws InterruptedException {
    if (isStopped()) {
      throw new InterruptedException("the command is to stop");
    }
  }

  private boolean isStopped() {
    return Session.of(spec).isStopped() || Scheduler.system().isProcessEnding();
  }

  private static String describe(List<ShutdownReport> shutdowns) {
    return switch (shutdowns.size()) {
      case 0 -> "of no runtime";
      case 1 -> shutdowns.getFirst().toString();
      default -> shutdowns.size() + " runtimes, " + sum(shutdowns) + " at most";
    };
  }

  /** All together, as long as the longest. */
  private static ShutdownReport sum(List<ShutdownReport> shutdowns) {
    return shutdowns.stream()
        .reduce(
            (one, other) -> new ShutdownReport(
                one.accepted() + other.accepted(),
                one.completed() + other.completed(),
                one.failed() + other.failed(),
                one.cancelled() + other.cancelled(),
                one.unfinished() + other.unfinished(),
                Stream.concat(one.stuck().stream(), other.stuck().stream()).toList(),
                one.cancelledByDeadline() || other.cancelledByDeadline(),
                one.took().compareTo(other.took()) < 0 ? other.took() : one.took()))
        .orElseThrow();
  }

  private void requireAtLeastOne(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), option + " takes a number from 1 on, not " + value);
    }
  }

  /**
   * One run on a thread of its own, so that one that hangs can be told; null if it does.
   *
   * @throws InterruptedException if the command is to stop while it lasts
   */
  private ThreadedWorld.@Nullable Outcome run(
      Scenario scenario, int coreCount, int number, ProgressLine progress)
      throws InterruptedException {
    throwIfStopped();
    FutureTask<ThreadedWorld.Outcome> task =
        new FutureTask<>(() -> ThreadedWorld.run(scenario, seed + number, coreCount, scale));
    Thread.ofPlatform().name(name).daemon().start(task);
    long looks = Math.max(1, limit.toMillis() / LOOK_MILLIS);
    for (long look = 0; look < looks; look++) {
      try {
        return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillRunning) {
        throwIfStopped();
        double seconds = (look + 1) * LOOK_MILLIS / 1e3;
        progress.show(
            (double) number / runs,
            () -> "%s: run %,d of %,d, for %.1f s".formatted(name, number + 1, runs, seconds));
      } catch (ExecutionException e) {
        throw new IllegalStateException("the run could not be made", e.getCause());
      }
    }
    return null;
  }

  /** What went wrong, in lines, or null. */
  private @Nullable String failure(ThreadedWorld.@Nullable Outcome outcome) {
    if (outcome == null) {
      return "  it did not end within " + limit + "; the threads are\n" + stacks(name, CORE_THREAD);
    }
    Throwable thrown = outcome.failure();
    if (thrown != null) {
      StringBuilder text = new StringBuilder("  " + thrown + "\n");
      for (StackTraceElement frame : thrown.getStackTrace()) {
        text.append("      at ").append(frame).append('\n');
      }
      return text.toString();
    }
    String left = stacks(CORE_THREAD);
    if (!outcome.shutdowns().stream().allMatch(ShutdownReport::isClean)) {
      return "  it is over, but not every accepted task has ended\n" + left;
    }
    return left.isEmpty() ? null : "  it is over, but core threads are left\n" + left;
  }

  private static String stacks(String... prefixes) {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              if (List.of(prefixes).stream().anyMatch(thread.getName()::startsWith)) {
                text.append("  ").append(thread.getName()).append('\n');
                for (StackTraceElement frame : stack) {
                  text.append("      at ").append(frame).append('\n');
                }
              }
            });
    return text.toString();
  }
}
