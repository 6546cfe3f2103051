package io.miniss.simulator.campaign;

import io.miniss.runtime.util.Durations;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.text.Quoting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that determines which runs one shard of a campaign does. Two results belong together,
 * and a job can be continued, only if their plans agree.
 *
 * @param first the line of the campaign's first seed: scenario, options and first seed, and as the
 *     hash of that run a fingerprint of the code
 * @param scenarios all scenarios that are explored together with this one
 * @param seeds how many seeds the shards together have; nothing if only time bounds them
 * @param time how long at most, for each shard
 * @param shard which part
 */
public record Plan(
    ReplayLine first,
    List<String> scenarios,
    Optional<Long> seeds,
    Optional<Duration> time,
    Shard shard) {
  /** Checks that the plan is one. */
  public Plan {
    scenarios = List.copyOf(scenarios);
    if (!scenarios.contains(first.scenario())) {
      throw new IllegalArgumentException(
          "the scenario " + first.scenario() + " is not among those explored: " + scenarios);
    }
  }

  /** The plan of {@code campaign}; runs its first seed. */
  static Plan of(Campaign campaign, List<String> scenarios) {
    SimulationResult first =
        Simulator.run(
            campaign.base().withSeed(campaign.firstSeed()), campaign.scenario()::run);
    return new Plan(
        ReplayLine.of(campaign.scenario().name(), first),
        scenarios,
        campaign.seeds() < Campaign.ENDLESS ? Optional.of(campaign.seeds()) : Optional.empty(),
        campaign.time().map(time -> Duration.ofNanos(Durations.nanos("the time", time))),
        campaign.shard());
  }

  /** The scenario's name. */
  public String scenario() {
    return first.scenario();
  }

  /** How many seeds the shard has. */
  long size() {
    return shard.size(firstSeed(), seeds.orElse(Campaign.ENDLESS));
  }

  /** Whether {@code seed} is one of the shard's. */
  boolean has(long seed) {
    return seed >= firstSeed()
        && seeds.map(count -> seed - firstSeed() < count).orElse(true)
        && Math.floorMod(seed, shard.count()) == shard.index() - 1;
  }

  /**
   * What is not the same in the campaigns of two plans of one scenario, whatever their shards; empty
   * if they are the same.
   */
  List<String> differences(Plan other) {
    List<String> differences = new ArrayList<>();
    List<String> mine = settings();
    List<String> others = other.settings();
    String onlyMine = without(mine, others);
    String onlyOthers = without(others, mine);
    if (!onlyMine.isEmpty() || !onlyOthers.isEmpty()) {
      differences.add(
          (onlyMine.isEmpty() ? "(default)" : onlyMine)
              + " against "
              + (onlyOthers.isEmpty() ? "(default)" : onlyOthers));
    } else if (!first.traceHash().equals(other.first.traceHash())) {
      differences.add(
          "the run of the first seed, hash "
              + first.traceHash().orElse("unknown")
              + " against "
              + other.first.traceHash().orElse("unknown")
              + ": the code has changed, or the scenario is not deterministic");
    }
    if (!scenarios.equals(other.scenarios)) {
      differences.add("scenarios " + scenarios + " against " + other.scenarios);
    }
    return differences;
  }

  private static String without(List<String> words, List<String> others) {
    return String.join(" ", words.stream().filter(word -> !others.contains(word)).toList());
  }

  /** Each setting as a word of its own. */
  private List<String> settings() {
    ReplayLine options = new ReplayLine(first.scenario(), first.options(), Optional.empty());
    List<String> words = new ArrayList<>(Quoting.words(options.toString()));
    words.set(1, "first-seed=" + firstSeed());
    words.add("seeds=" + seeds.map(String::valueOf).orElse("unbounded"));
    time.ifPresent(bound -> words.add("time=" + bound));
    words.add("shards=" + shard.count());
    return words;
  }

  private long firstSeed() {
    return first.options().seed();
  }
}
