package io.miniss.runtime.machine;

/**
 * Decides which CPU each core's thread is to be pinned to. Asked while the runtime starts; how
 * often and from which threads is not promised, so an implementation must be a pure function of its
 * arguments.
 *
 * <p>A policy only plans. What then really holds is read back from the operating system, core by
 * core: {@link io.miniss.runtime.machine.Pinning}.
 */
@FunctionalInterface
public interface PinningPolicy {

  /**
   * The plan for a runtime of so many cores: one assignment per core, in the order of the cores.
   *
   * @param cores how many cores the runtime has, at least 1
   * @param allowed the CPUs that the process may use
   * @throws IllegalArgumentException if {@code cores} is below 1, or if the policy cannot be
   *     carried out, naming the rule broken and the value
   */
  PinningPlan plan(int cores, CpuSet allowed);

  /** Pins nobody: for tests, for laptops, and for machines shared with others. */
  static PinningPolicy none() {
    return new PinningPolicies.None();
  }

  /**
   * The default: core {@code i} on the {@code i}-th CPU, in ascending order, that the process may
   * use. With more cores than CPUs nobody is pinned and the plan says so, because the operating
   * system shares CPUs better than two cores bound to one.
   */
  static PinningPolicy allowedCpus() {
    return new PinningPolicies.Allowed();
  }

  /**
   * Core {@code i} on the {@code i}-th CPU of this list, in the order given. The plan refuses a
   * listed CPU that the process may not use, and more cores than there are CPUs in the list; CPUs
   * left over are not used.
   *
   * @throws IllegalArgumentException if the list is empty, names a CPU twice, or has a number that
   *     no CPU can have
   */
  static PinningPolicy cpus(int... cpus) {
    return PinningPolicies.Listed.of(cpus);
  }
}
