package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.strategy.DepthFirst.Reduction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How many runs each strategy needs to find each of the {@link BrokenProgram}s, written to {@code
 * target/first-failures.md}: the table of the README.
 */
final class FindingBugsTest {
  private static final int CAMPAIGNS = 20;
  private static final int MAX_RUNS = 5_000;

  private enum Contestant {
    RANDOM("random"),
    PCT_3("pct(depth=3,steps=%1$d)"),
    PCT_5("pct(depth=5,steps=%1$d)"),
    POS("pos"),
    URW("urw(events=%2$s)"),
    URW_BLIND("urw(events=%1$d)"),
    SURW("surw(events=%3$s,of=%4$s)"),
    SURW_BLIND("surw(events=%1$d,among=4)"),
    PORTFOLIO("portfolio(steps=%1$d)");

    private final String pattern;

    Contestant(String pattern) {
      this.pattern = pattern;
    }

    Strategy strategy(BrokenProgram program) {
      return Strategies.parse(
          String.format(
              pattern,
              program.steps(),
              program.events(),
              program.selected(),
              program.locations()));
    }

    String title() {
      return String.format(pattern.replace("%1$d", "n"), 0, "...", "...", "...");
    }
  }

  private static SimulationResult run(
      BrokenProgram program, Strategy strategy, long seed, boolean broken) {
    SimulationOptions options =
        SimulationOptions.seed(seed).withStrategy(strategy).withMaxSteps(2_000);
    return Simulator.run(options, simulation -> program.run(simulation, broken));
  }

  /** The runs of one campaign up to its first failure, or {@link #MAX_RUNS} + 1. */
  private static int runsToFirstFailure(
      BrokenProgram program, Strategy strategy, int campaign) {
    for (int run = 1; run <= MAX_RUNS; run++) {
      SimulationResult result =
          run(program, strategy, (long) campaign * MAX_RUNS + run, true);
      if (!result.isSuccess()) {
        assertThat(result.failure().orElseThrow().message()).contains(program.message());
        return run;
      }
    }
    return MAX_RUNS + 1;
  }

  private static int median(BrokenProgram program, Strategy strategy) {
    int[] runs = new int[CAMPAIGNS];
    for (int campaign = 0; campaign < CAMPAIGNS; campaign++) {
      runs[campaign] = runsToFirstFailure(program, strategy, campaign);
      if (campaign == CAMPAIGNS / 2
          && Arrays.stream(runs, 0, campaign + 1).allMatch(run -> run > MAX_RUNS)) {
        return MAX_RUNS + 1; // more than half have found nothing
      }
    }
    Arrays.sort(runs);
    return (runs[CAMPAIGNS / 2 - 1] + runs[CAMPAIGNS / 2]) / 2;
  }

  private static ExhaustiveSearch.Outcome search(
      BrokenProgram program, boolean broken, int bound, Reduction reduction) {
    SimulationOptions options = SimulationOptions.seed(1).withStepsCostTime(false);
    return new ExhaustiveSearch(options, bound, reduction, 100_000)
        .run(simulation -> program.run(simulation, broken));
  }

  /** What is not found by the one that is known not to be made for it. */
  private static boolean isBeyond(Contestant contestant, BrokenProgram program) {
    return switch (contestant) {
      case RANDOM, URW_BLIND, PCT_5 -> program == BrokenProgram.LATE_START;
      case PCT_3 -> program == BrokenProgram.DEEP;
      default -> false;
    };
  }

  @Test
  void everySamplingStrategyFindsEveryBugThatItIsMadeFor() throws IOException {
    StringBuilder table = new StringBuilder("| strategy |");
    for (BrokenProgram program : BrokenProgram.values()) {
      table.append(' ').append(program.title()).append(" |");
    }
    table.append("\n|---|").append("--:|".repeat(BrokenProgram.values().length)).append('\n');
    Set<String> missed = new TreeSet<>();
    for (Contestant contestant : Contestant.values()) {
      table.append("| `").append(contestant.title()).append("` |");
      for (BrokenProgram program : BrokenProgram.values()) {
        int median = median(program, contestant.strategy(program));
        boolean found = median <= MAX_RUNS;
        if (!found && !isBeyond(contestant, program)) {
          missed.add(contestant + " " + program);
        }
        table.append(' ').append(found ? median : "> " + MAX_RUNS).append(" |");
      }
      table.append('\n');
    }
    for (Reduction reduction : Reduction.values()) {
      table.append("| depth first").append(reduction == Reduction.SLEEP ? ", sleep sets |" : " |");
      for (BrokenProgram program : BrokenProgram.values()) {
        table.append(' ').append(search(program, true, 5, reduction).runs()).append(" |");
      }
      table.append('\n');
    }
    Files.writeString(Path.of("target", "first-failures.md"), table);
    assertThat(missed).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void noStrategyBlamesAProgramWithoutTheBug(BrokenProgram program) {
    for (Contestant contestant : Contestant.values()) {
      Strategy strategy = contestant.strategy(program);
      List<Long> failed =
          LongStream.range(0, 500)
              .filter(seed -> !run(program, strategy, seed, false).isSuccess())
              .boxed()
              .toList();
      assertThat(failed).as("%s on %s", strategy, program).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSearchFindsEveryBugAndProvesTheProgramWithoutIt(BrokenProgram program) {
    for (Reduction reduction : Reduction.values()) {
      ExhaustiveSearch.Outcome found = search(program, true, 5, reduction);
      assertThat(found.failure().orElseThrow().failure().orElseThrow().message())
          .contains(program.message());
      if (program == BrokenProgram.DEEP) {
        assertThat(found.preemptions()).isEqualTo(3);
      }
      SimulationResult failure = found.failure().orElseThrow();
      SimulationOptions line =
          failure.options().withStrategy(
              Strategies.parse(failure.options().strategy().toString()));
      SimulationResult replayed =
          Simulator.run(line, simulation -> program.run(simulation, true));
      assertThat(replayed.traceHash()).isEqualTo(failure.traceHash());
      assertThat(replayed.isSuccess()).isFalse();
      ExhaustiveSearch.Outcome proof = search(program, false, 2, reduction);
      assertThat(proof.failure()).as("%s", program).isEmpty();
      assertThat(proof.coverage())
          .isIn(ExhaustiveSearch.Coverage.EVERYTHING, ExhaustiveSearch.Coverage.WITHIN_BOUND);
    }
  }
}
