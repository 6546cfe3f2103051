package io.miniss.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.machine.PinningPlan.Assignment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinningPolicyTest {

  private static final CpuSet ALLOWED = CpuSet.parse("2-3,64");

  @Test
  void noneLeavesEveryCoreFree() {
    assertThat(PinningPolicy.none().plan(2, ALLOWED).assignments())
        .containsExactly(Assignment.free("pinning is off"), Assignment.free("pinning is off"));
  }

  @Test
  void allowedCpusPutsEachCoreOnTheNextCpu() {
    assertThat(cpus(PinningPolicy.allowedCpus().plan(3, ALLOWED))).containsExactly(2, 3, 64);
    assertThat(cpus(PinningPolicy.allowedCpus().plan(1, ALLOWED))).containsExactly(2);
  }

  @Test
  void moreCoresThanCpusPinNobodyAndSaySo() {
    Assignment free = Assignment.free("more cores (4) than CPUs (3)");
    assertThat(PinningPolicy.allowedCpus().plan(4, ALLOWED).assignments())
        .containsExactly(free, free, free, free);
  }

  @Test
  void aListIsFollowedInTheOrderGiven() {
    PinningPolicy policy = PinningPolicy.cpus(64, 2);
    assertThat(cpus(policy.plan(2, ALLOWED))).containsExactly(64, 2);
    assertThat(cpus(policy.plan(1, ALLOWED))).containsExactly(64);
  }

  @Test
  void aListedCpuThatTheProcessMayNotUseIsRefused() {
    assertThatThrownBy(() -> PinningPolicy.cpus(2, 5).plan(1, ALLOWED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a listed CPU is one that the process may use (2-3,64), not 5");
  }

  @Test
  void aListShorterThanTheCoresIsRefused() {
    assertThatThrownBy(() -> PinningPolicy.cpus(2, 3).plan(3, ALLOWED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a pinning list has a CPU for each core (3), not only [2, 3]");
  }

  @Test
  void aListThatCannotBeRightIsRefusedAtOnce() {
    assertThatThrownBy(() -> PinningPolicy.cpus())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a pinning list has at least one CPU, not none");
    assertThatThrownBy(() -> PinningPolicy.cpus(1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a pinning list names a CPU once at most, not [1, 0, 1]");
    assertThatThrownBy(() -> PinningPolicy.cpus(-3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a CPU number is 0 to 65535, not -3");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void everyPolicyRefusesARuntimeWithoutCores(int cores) {
    for (PinningPolicy policy : List.of(PinningPolicy.none(), PinningPolicy.allowedCpus(),
        PinningPolicy.cpus(2))) {
      assertThatThrownBy(() -> policy.plan(cores, ALLOWED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a runtime has at least one core, not " + cores);
    }
  }

  @Test
  void policiesPrintAsValues() {
    assertThat(PinningPolicy.none()).hasToString("pinning off");
    assertThat(PinningPolicy.allowedCpus()).hasToString("allowed CPUs");
    assertThat(PinningPolicy.cpus(3, 1)).hasToString("CPUs [3, 1]");
    assertThat(PinningPolicy.cpus(3, 1)).isEqualTo(PinningPolicy.cpus(3, 1));
  }

  private static List<Integer> cpus(PinningPlan plan) {
    return plan.assignments().stream().map(assignment -> assignment.cpu().orElseThrow()).toList();
  }
}
