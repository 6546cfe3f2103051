package io.miniss.scenarios.cli;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.search.EventProfile;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Strategies;
import io.miniss.simulator.strategy.Strategy;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that simulates. */
final class SimulationFlags {
  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Simulated cores (default: ${DEFAULT-VALUE}).")
  int cores = SimulationOptions.DEFAULT_CORES;

  @Option(
      names = "--strategy",
      paramLabel = "S",
      description = "How to choose the thread that runs next: " + Strategies.ACCEPTED + ".")
  @Nullable String strategy;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "A run that takes more steps fails (default: ${DEFAULT-VALUE}).")
  long maxSteps = SimulationOptions.DEFAULT_MAX_STEPS;

  @Option(
      names = "--no-step-cost",
      description = "Steps cost no virtual time. It passes only when nothing can run.")
  boolean noStepCost;

  @Option(
      names = "--faults",
      paramLabel = "F",
      description = "Which faults to inject: none, few (stalls in one seed of eight; the default of"
          + " campaigns without --strategy), swarm, or NAME=PROBABILITY,...")
  @Nullable String faults;

  @Option(
      names = "--fault-steps",
      paramLabel = "N",
      description = "Faults stop after N steps (default: ${DEFAULT-VALUE}).")
  long faultSteps = SimulationOptions.DEFAULT_FAULT_STEPS;

  @Option(
      names = "--liveness-steps",
      paramLabel = "N",
      description = "A run that does not end within N steps after faults have stopped fails"
          + " (default: ${DEFAULT-VALUE}).")
  long livenessSteps = SimulationOptions.DEFAULT_LIVENESS_STEPS;

  @Mixin
  WatchdogFlag watchdog = new WatchdogFlag();

  @Option(
      names = "--size",
      paramLabel = "NAME=N",
      description = "Fix a size that the scenario draws. May be given several times.")
  Map<String, Integer> sizes = new TreeMap<>();

  /** The options with {@code seed}, and {@code defaultStrategy} if no strategy is given. */
  SimulationOptions options(long seed, Strategy defaultStrategy) {
    String text = strategy;
    return watchdog.apply(SimulationOptions.seed(seed))
        .withCores(cores)
        .withStrategy(text == null ? defaultStrategy : Strategies.parse(text))
        .withMaxSteps(maxSteps)
        .withStepsCostTime(!noStepCost)
        .withFaults(faults == null ? Faults.none() : Faults.parse(faults))
        .withSizes(sizes)
        .withFaultSteps(faultSteps)
        .withLivenessSteps(livenessSteps);
  }

  /** The options of a campaign over {@code scenario}: a portfolio and few faults if nothing else is given. */
  SimulationOptions ofCampaign(long firstSeed, Scenario scenario) {
    return ReplayLine.named(scenario.name(), () -> learned(firstSeed, scenario));
  }

  private SimulationOptions learned(long firstSeed, Scenario scenario) {
    SimulationOptions base = options(firstSeed, new RandomWalk());
    MetLocations.requireNamed(base, scenario);
    String text = strategy;
    if (text != null) {
      return base.withStrategy(EventProfile.complete(text, base, scenario::run));
    }
    return base.withStrategy(EventProfile.portfolio(base, scenario::run))
        .withFaults(faults == null ? Faults.few() : base.faults());
  }
}
