package io.miniss.simulator.weave;

import com.sun.management.OperatingSystemMXBean;
import example.woven.Increments;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Strategies;
import io.miniss.simulator.strategy.Strategy;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints how many runs a CPU second woven programs of three threads with three increments make, with and without race
 * detection, compared with the same on a counter of {@code io.miniss.runtime.shared}. All take turns; medians.
 */
final class WovenRunSpeed {
  private static final int ROUNDS = 7;
  private static final int RUNS = 40_000;
  private static final Strategy RANDOM = Strategies.parse("random");
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private WovenRunSpeed() {}

  /** No arguments. */
  public static void main(String[] arguments) {
    Map<String, Simulator.Body> programs = new LinkedHashMap<>();
    programs.put("SharedLong", WovenRunSpeed::increments);
    for (Class<?> each : List.of(Increments.Atomic.class, Increments.Synchronized.class,
        Increments.Fields.class)) {
      programs.put(each.getSimpleName(), Programs.program(each.getName(), false)::run);
      programs.put(each.getSimpleName() + " with races",
          Programs.program(each.getName(), true)::run);
    }
    Map<String, double[]> rates = new LinkedHashMap<>();
    for (int round = -1; round < ROUNDS; round++) {
      for (Map.Entry<String, Simulator.Body> each : programs.entrySet()) {
        double rate = rate(each.getValue());
        if (round >= 0) {
          rates.computeIfAbsent(each.getKey(), name -> new double[ROUNDS])[round] = rate;
        }
      }
    }
    double shared = median(rates.get("SharedLong"));
    rates.forEach(
        (name, all) -> System.out.printf(
            "%-26s %,9.0f runs a CPU second, %.2f of SharedLong%n", name, median(all),
            median(all) / shared));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double rate(Simulator.Body program) {
    long begin = SYSTEM.getProcessCpuTime();
    for (int seed = 0; seed < RUNS; seed++) {
      if (Simulator.run(SimulationOptions.seed(seed).withStrategy(RANDOM), program)
          .failure()
          .isPresent()) {
        throw new IllegalStateException("seed " + seed + " fails");
      }
    }
    return RUNS * 1e9 / (SYSTEM.getProcessCpuTime() - begin);
  }

  private static void increments(Simulation simulation) {
    SharedLong counter = new SharedLong(simulation.scheduler(), "n");
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(
          simulation.client(
              "incrementer",
              () -> {
                for (int k = 0; k < 3; k++) {
                  counter.getAndAdd(1);
                }
              }));
    }
    clients.forEach(World.Client::join);
  }
}
