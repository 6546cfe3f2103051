package io.miniss.runtime.machine;

import java.util.OptionalDouble;

/**
 * How much CPU time the control groups of this process grant it, in CPUs: 1.5 is 150 ms of running
 * in every 100 ms, on several CPUs together. Any thread may use it.
 *
 * <p>A quota says how long, a {@link CpuSet} says where: a container may be allowed all 64 CPUs and
 * yet be given the time of 2. {@link #cores} combines the two.
 *
 * @param cpus the smallest limit on the way from the process' own group up to the root, or empty
 *     when nothing limits it
 */
public record CpuQuota(OptionalDouble cpus) {

  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException if a limit is not above 0 and finite
   */
  public CpuQuota {
    if (cpus.isPresent() && !(cpus.getAsDouble() > 0 && Double.isFinite(cpus.getAsDouble()))) {
      throw new IllegalArgumentException(
          "a CPU quota is above 0 and finite, not " + cpus.getAsDouble());
    }
  }

  /**
   * Reads the quota of this process: {@code cpu.max} of control groups version 2, {@code
   * cpu.cfs_quota_us} of version 1. It is read again at each call, and may be changed from outside
   * afterwards. Without control groups, without a limit, or when the files cannot be read, there is
   * none.
   */
  public static CpuQuota current() {
    return new CpuQuota(ControlGroups.cpuLimit(KernelFiles.ofThisMachine()));
  }

  /**
   * How many cores a runtime should have when nobody says: the number of allowed CPUs, or the quota
   * if that is less, rounded down, and at least 1.
   *
   * <p>Down, where {@code Runtime.availableProcessors()} rounds up: a core that spins uses a whole
   * CPU, and a core for the half CPU left over would be stopped for half of every period, with all
   * the tasks that it owns. {@code availableProcessors()} is not used at all: it reflects the same
   * quota, but takes the CPUs from the affinity mask of the thread that asks, so that a pinned
   * thread is told 1. It follows that {@code -XX:ActiveProcessorCount} does not count here.
   *
   * @throws IllegalArgumentException if {@code allowed} is empty
   */
  public int cores(CpuSet allowed) {
    if (allowed.isEmpty()) {
      throw new IllegalArgumentException("a runtime needs at least one allowed CPU, not none");
    }
    double limit = Math.max(1, Math.floor(cpus.orElse(Double.MAX_VALUE)));
    return (int) Math.min(allowed.size(), limit);
  }

  /** Such as {@code 1.5 CPUs} or {@code no CPU quota}. */
  @Override
  public String toString() {
    return cpus.isPresent() ? cpus.getAsDouble() + " CPUs" : "no CPU quota";
  }
}
