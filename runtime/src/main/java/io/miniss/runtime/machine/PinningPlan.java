package io.miniss.runtime.machine;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a {@link PinningPolicy} has planned for a runtime. Immutable; any thread may use it.
 *
 * @param allowed the CPUs that the process might use when the plan was made, and that pinning never
 *     leaves
 * @param assignments one for each core, in the order of the cores
 */
public record PinningPlan(CpuSet allowed, List<Assignment> assignments) {

  /** Copies the list. */
  public PinningPlan {
    assignments = List.copyOf(assignments);
  }

  /**
   * Carries out, on the calling platform thread, what is planned for this core, and returns what
   * really holds.
   *
   * @throws IllegalArgumentException if nothing is planned for this core
   * @throws IllegalStateException if a virtual thread is to be pinned
   */
  public Pinning pin(int core) {
    Assignment assignment = assignmentOf(core);
    return assignment.cpu().isPresent()
        ? new ThreadPinner(allowed).pinCurrentThread(assignment.cpu().getAsInt())
        : Pinning.notPinned(assignment.reason());
  }

  /**
   * What is planned for this core.
   *
   * @throws IllegalArgumentException if nothing is
   */
  public Assignment assignmentOf(int core) {
    if (core < 0 || core >= assignments.size()) {
      throw new IllegalArgumentException(
          "a pinning plan has an assignment for every core (%d here), not for core %d"
              .formatted(assignments.size(), core));
    }
    return assignments.get(core);
  }

  /**
   * What is planned for one core.
   *
   * @param cpu the CPU to pin the core's thread to, or empty to leave it to the operating system
   * @param reason why so, in words for a person, not blank; for a core left free it becomes the
   *     reason of its {@link Pinning.NotPinned}
   */
  public record Assignment(OptionalInt cpu, String reason) {

    /**
     * Checks that there is a reason.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public Assignment {
      if (reason.isBlank()) {
        throw new IllegalArgumentException("an assignment has a reason, not blank");
      }
    }

    /** A core to be pinned to this CPU. */
    public static Assignment to(int cpu, String reason) {
      return new Assignment(OptionalInt.of(cpu), reason);
    }

    /** A core to be left to the operating system. */
    public static Assignment free(String reason) {
      return new Assignment(OptionalInt.empty(), reason);
    }
  }
}
