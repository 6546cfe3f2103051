package io.miniss.runtime.machine;

import io.miniss.runtime.machine.PinningPlan.Assignment;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The policies behind the factories of {@link PinningPolicy}, as values, so that a configuration
 * prints well.
 */
final class PinningPolicies {

  private PinningPolicies() {}

  record None() implements PinningPolicy {
    @Override
    public PinningPlan plan(int cores, CpuSet allowed) {
      return everyCoreFree(cores, allowed, "pinning is off");
    }

    @Override
    public String toString() {
      return "pinning off";
    }
  }

  record Allowed() implements PinningPolicy {
    @Override
    public PinningPlan plan(int cores, CpuSet allowed) {
      if (cores > allowed.size()) {
        return everyCoreFree(
            cores, allowed, "more cores (%d) than CPUs (%d)".formatted(cores, allowed.size()));
      }
      return new PinningPlan(
          allowed,
          IntStream.range(0, checked(cores))
              .mapToObj(
                  core -> Assignment.to(
                      allowed.get(core),
                      "core %d over the allowed CPUs %s".formatted(core, allowed)))
              .toList());
    }

    @Override
    public String toString() {
      return "allowed CPUs";
    }
  }

  record Listed(List<Integer> cpus) implements PinningPolicy {

    static Listed of(int... cpus) {
      List<Integer> listed = IntStream.of(cpus).boxed().toList();
      if (listed.isEmpty()) {
        throw new IllegalArgumentException("a pinning list has at least one CPU, not none");
      }
      if (CpuSet.of(cpus).size() != cpus.length) {
        throw new IllegalArgumentException(
            "a pinning list names a CPU once at most, not " + listed);
      }
      return new Listed(listed);
    }

    @Override
    public PinningPlan plan(int cores, CpuSet allowed) {
      for (int cpu : cpus) {
        if (!allowed.contains(cpu)) {
          throw new IllegalArgumentException(
              "a listed CPU is one that the process may use (%s), not %d".formatted(allowed, cpu));
        }
      }
      if (checked(cores) > cpus.size()) {
        throw new IllegalArgumentException(
            "a pinning list has a CPU for each core (%d), not only %s".formatted(cores, cpus));
      }
      return new PinningPlan(
          allowed,
          cpus.stream().limit(cores).map(cpu -> Assignment.to(cpu, "listed in " + cpus)).toList());
    }

    @Override
    public String toString() {
      return "CPUs " + cpus;
    }
  }

  private static PinningPlan everyCoreFree(int cores, CpuSet allowed, String reason) {
    return new PinningPlan(allowed, Collections.nCopies(checked(cores), Assignment.free(reason)));
  }

  private static int checked(int cores) {
    if (cores < 1) {
      throw new IllegalArgumentException("a runtime has at least one core, not " + cores);
    }
    return cores;
  }
}
