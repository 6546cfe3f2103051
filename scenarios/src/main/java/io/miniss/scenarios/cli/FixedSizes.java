package io.miniss.scenarios.cli;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.strategy.RandomWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whether the sizes that somebody fixes are drawn, with the value that is wanted. A size that no run draws changes
 * nothing, and one out of range becomes the nearest that there is; neither shows in what the runs do.
 */
final class FixedSizes {
  /** How many runs are tried to see a size that is not in the first one, and how many steps these take together. */
  private static final int RUNS = 100;

  private static final long STEPS = 1_000_000;

  private FixedSizes() {}

  /**
   * Tries some runs of {@code scenarios} from the options' seed on. A size that no run draws is an error if all that
   * pass draw the same sizes, and one that no run draws with its value if all draw the same value; else another run may
   * do so, and it is a warning, which is returned. One scenario has to draw each size, and whichever does must have it in
   * range.
   *
   * @throws IllegalArgumentException if a name or value is wrong
   */
  static List<String> require(SimulationOptions options, List<Scenario> scenarios) {
    if (options.sizes().isEmpty()) {
      return List.of();
    }
    List<Tried> all = scenarios.stream().map(scenario -> new Tried(scenario, options)).toList();
    List<String> warnings = new ArrayList<>();
    options.sizes().forEach((name, wanted) -> {
      for (Tried each : all) {
        if (each.isOutOfRange(name, wanted)) {
          tell(
              each.drawn(name).distinct().count() == 1,
              outOfRange(each.scenario, name, wanted, each.nearest(name, wanted)),
              warnings);
        }
      }
      if (all.stream().noneMatch(each -> each.draws(name))
          && all.stream().noneMatch(each -> each.drawsLater(name))) {
        tell(all.stream().allMatch(Tried::isSteady), unknown(all, name), warnings);
      }
    });
    return warnings;
  }

  private static void tell(boolean isError, String words, List<String> warnings) {
    if (isError) {
      throw new IllegalArgumentException(words);
    }
    warnings.add(words + ", in the runs that were tried");
  }

  /** What of the sizes fixed for a run had no effect on it. */
  static List<String> ignored(String scenario, SimulationResult result) {
    List<String> words = new ArrayList<>();
    result.options().sizes().forEach((name, wanted) -> {
      Integer drawn = result.sizes().get(name);
      if (drawn == null) {
        words.add(
            scenario + " draws no size \"" + name + "\" in this run; it draws "
                + list(result.sizes().keySet()));
      } else if (!drawn.equals(wanted)) {
        words.add(outOfRange(scenario, name, wanted, drawn));
      }
    });
    return words;
  }

  private static String outOfRange(String scenario, String name, int wanted, int nearest) {
    return "size \"" + name + "\" of " + scenario + " is at "
        + (nearest < wanted ? "most " : "least ")
        + nearest + ", not " + wanted;
  }

  private static String unknown(List<Tried> all, String name) {
    Set<String> drawn = new TreeSet<>();
    all.forEach(each -> each.runs.forEach(run -> drawn.addAll(run.sizes().keySet())));
    return all.size() == 1
        ? all.getFirst().scenario + " draws no size \"" + name + "\"; it draws " + list(drawn)
        : "none of these scenarios draws a size \"" + name + "\"; they draw " + list(drawn);
  }

  private static String list(Set<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  /** Runs of one scenario: one, or as many as there are if a size is missed in the first. */
  private static final class Tried {
    private record Run(boolean passed, Map<String, Integer> sizes) {}

    private final String scenario;
    private final Simulator.Body body;
    private final SimulationOptions options;
    private final List<Run> runs = new ArrayList<>();
    private long steps;
    private boolean isOver;

    Tried(Scenario scenario, SimulationOptions options) {
      this.scenario = scenario.name();
      this.body = scenario::run;
      this.options = options.withStrategy(new RandomWalk());
      runOnce();
    }

    private void runOnce() {
      SimulationResult result = Simulator.run(options.withSeed(options.seed() + runs.size()), body);
      runs.add(new Run(result.isSuccess(), result.sizes()));
      steps += result.steps();
      isOver =
          runs.size() >= RUNS || steps >= STEPS
              || result.failure().filter(RunFailure::isByWatchdog).isPresent();
    }

    private void runAll() {
      while (!isOver) {
        runOnce();
      }
    }

    private Stream<Integer> drawn(String name) {
      return runs.stream().map(Run::sizes).filter(sizes -> sizes.containsKey(name))
          .map(sizes -> sizes.get(name));
    }

    boolean draws(String name) {
      return drawn(name).findAny().isPresent();
    }

    boolean drawsLater(String name) {
      runAll();
      return draws(name);
    }

    boolean isOutOfRange(String name, int wanted) {
      if (!draws(name) || drawn(name).anyMatch(size -> size == wanted)) {
        return false;
      }
      runAll();
      return drawn(name).noneMatch(size -> size == wanted);
    }

    /** Of a size that is out of range: the value that comes nearest to what is wanted. */
    int nearest(String name, int wanted) {
      return drawn(name)
          .reduce((one, other) -> Math.abs((long) one - wanted) < Math.abs((long) other - wanted)
              ? one
              : other)
          .orElseThrow();
    }

    /** Whether all runs that pass, of which there are some, draw the same sizes. */
    boolean isSteady() {
      runAll();
      return runs.stream().filter(Run::passed).map(run -> run.sizes().keySet()).distinct().count()
          == 1;
    }
  }
}
