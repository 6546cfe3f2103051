package io.miniss.scenarios.cli;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.weave.JavaProgram;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code miniss simulate}: one run of one scenario. */
@Command(
    name = "simulate",
    description = "Run a scenario once in the simulator.",
    mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "The scenario; with --class the arguments of the program.")
  List<String> names = List.of();

  @Option(names = "--seed", paramLabel = "N", description = "The seed (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--timeline",
      paramLabel = "N",
      converter = NumberFrom.Zero.class,
      description = "Print the last N stretches of the run. A stretch is what one thread does until another runs.")
  int timeline;

  @Mixin
  ProgramFlags program = new ProgramFlags();

  @Mixin
  SimulationFlags flags = new SimulationFlags();

  @Mixin
  RuntimeStepsFlag runtimeSteps = new RuntimeStepsFlag();

  @Mixin
  TraceFlag trace = new TraceFlag();

  @Spec
  CommandSpec spec = CommandSpec.create();

  private Scenario named() {
    program.requireNone(spec);
    if (names.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Missing required parameter: 'NAME'");
    }
    if (names.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "simulate takes one scenario, not " + names.size() + ": " + names);
    }
    return ScenarioRegistry.named(names.getFirst());
  }

  @Override
  public Integer call() {
    Scenario scenario = program.isGiven() ? program.program(names, false) : named();
    String name = scenario.name();
    SimulationOptions options = flags.options(seed, new RandomWalk());
    SimulationResult result =
        ReplayLine.named(
            name,
            () -> {
              MetLocations.requireNamed(options, scenario);
              FixedSizes.require(options, List.of(scenario));
              return Simulator.trace(options, scenario::run);
            });
    PrintWriter out = spec.commandLine().getOut();
    FixedSizes.ignored(name, result).forEach(words -> out.println("warning: " + words));
    if (!result.isSuccess()) {
      FailureReport report = Campaign.explain(scenario, result);
      out.print(runtimeSteps.text(report, FailureReport::command));
      trace.write(out, name, report.traced());
      return ExitCodes.FAILED;
    }
    if (timeline > 0) {
      out.print(runtimeSteps.timeline(result.trace().orElseThrow(), timeline));
    }
    out.printf(
        "%s passed: %,d steps, %,d us of virtual time%n",
        name, result.steps(), result.virtualTime().toNanos() / 1_000);
    result.metrics().forEach((metric, value) -> out.printf("  %s: %,d%n", metric, value));
    if (scenario instanceof JavaProgram woven) {
      out.println(woven.report());
    }
    out.printf(
        "replay: %s%n", FailureReport.command(ReplayLine.of(name, result).toString()));
    trace.write(out, name, result);
    return ExitCodes.PASSED;
  }
}
