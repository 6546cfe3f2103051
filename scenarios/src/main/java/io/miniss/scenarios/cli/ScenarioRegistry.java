package io.miniss.scenarios.cli;

import io.miniss.scenarios.zoo.Zoo;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.weave.JavaProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The scenarios that {@link ServiceLoader} finds: ours and those of whoever adds theirs. Those of the
 * zoo are known by name only.
 */
public final class ScenarioRegistry {
  private ScenarioRegistry() {}

  /** All scenarios, by name. */
  public static List<Scenario> all() {
    TreeMap<String, Scenario> byName = new TreeMap<>();
    for (Scenario scenario : ServiceLoader.load(Scenario.class)) {
      Scenario other = byName.put(scenario.name(), scenario);
      if (other != null) {
        throw new IllegalStateException(
            "the name of a scenario is unique, and \"" + scenario.name() + "\" is that of both "
                + other.getClass().getName() + " and " + scenario.getClass().getName());
      }
    }
    return new ArrayList<>(byName.values());
  }

  /** All scenarios that are expected to pass, by name. */
  public static List<Scenario> expectedToPass() {
    return all().stream().filter(scenario -> !scenario.showsBug()).toList();
  }

  /**
   * The scenario called {@code name}.
   *
   * @throws IllegalArgumentException if there is none; names those there are
   */
  public static Scenario named(String name) {
    if (JavaProgram.isName(name)) {
      return JavaProgram.named(name, false);
    }
    List<Scenario> all = all();
    return find(all, name).orElseThrow(() -> unknown(name, all));
  }

  /** Whether there is a scenario called {@code name}. */
  static boolean isKnown(String name) {
    return JavaProgram.isName(name) || find(all(), name).isPresent();
  }

  private static Optional<Scenario> find(List<Scenario> all, String name) {
    return Stream.concat(all.stream(), Zoo.scenarios().stream())
        .filter(scenario -> scenario.name().equals(name))
        .findFirst();
  }

  private static IllegalArgumentException unknown(String name, List<Scenario> all) {
    return new IllegalArgumentException(
        "there is no scenario \"" + name + "\"; there are: "
            + all.stream().map(Scenario::name).collect(Collectors.joining(", "))
            + ", and those of the zoo, zoo-1-buggy, zoo-1-fixed and so on");
  }
}
