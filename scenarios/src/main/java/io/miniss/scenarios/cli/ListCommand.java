package io.miniss.scenarios.cli;

import io.miniss.simulator.scenario.Scenario;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code miniss list}: the scenarios, with what each shows. */
@Command(
    name = "list",
    description = "List the scenarios.",
    mixinStandardHelpOptions = true)
public final class ListCommand implements Callable<Integer> {
  @Spec
  CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (Scenario scenario : ScenarioRegistry.all()) {
      out.printf("%-16s %s%n", scenario.name(), scenario.description());
    }
    return ExitCodes.PASSED;
  }
}
