package io.miniss.simulator.weave;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.strategy.Strategies;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs of {@code example.woven}, and campaigns over them. */
final class Programs {
  static final String PACKAGE = "example.woven";

  private Programs() {}

  /** The names of the programs in the class {@code outer}. */
  static Stream<String> in(Class<?> outer) {
    return Arrays.stream(outer.getDeclaredClasses())
        .filter(
            each -> Arrays.stream(each.getDeclaredMethods())
                .anyMatch(method -> method.getName().equals("main")))
        .map(Class::getName)
        .sorted();
  }

  static JavaProgram program(String type, boolean findsRaces, String... arguments) {
    return JavaProgram.of(
        new ProgramSettings(
            type, List.of(arguments), List.of(), WovenPackages.parse(PACKAGE), findsRaces,
            Optional.empty(),
            true));
  }

  /** One that is woven inside {@code java.util.concurrent} as well. */
  static JavaProgram deep(String type) {
    return JavaProgram.of(program(type, true).settings().deep(true));
  }

  static Campaign.Result explore(
      JavaProgram program, String strategy, int seeds, int auditEvery) {
    SimulationOptions options =
        SimulationOptions.seed(0).withStrategy(Strategies.parse(strategy)).withMaxSteps(50_000);
    return new Campaign(program, options, 0, seeds, Optional.empty(), 1, auditEvery)
        .run(progress -> {});
  }
}
