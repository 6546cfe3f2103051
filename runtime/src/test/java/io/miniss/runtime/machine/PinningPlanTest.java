package io.miniss.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.machine.PinningPlan.Assignment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PinningPlanTest {

  private static final CpuSet ALLOWED = CpuSet.parse("0-1");

  @Test
  void aCoreLeftFreeIsNotPinnedForThePlansReason() {
    PinningPlan plan = PinningPolicy.none().plan(1, ALLOWED);
    assertThat(plan.pin(0)).isEqualTo(Pinning.notPinned("pinning is off"));
  }

  @Test
  void aPolicyOfTheUsersOwnCannotLeaveTheAllowedSet() {
    PinningPlan plan = new PinningPlan(ALLOWED, List.of(Assignment.to(9, "I know better")));
    assertThat(plan.pin(0))
        .isEqualTo(Pinning.notPinned("CPU 9 is outside the set that the process may use (0-1)"));
  }

  @Test
  void aCoreWithoutAnAssignmentIsRefused() {
    PinningPlan plan = PinningPolicy.none().plan(2, ALLOWED);
    assertThatThrownBy(() -> plan.pin(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a pinning plan has an assignment for every core (2 here), not for core 2");
  }

  @Test
  void laterChangesOfTheListDoNotReachThePlan() {
    List<Assignment> assignments = new ArrayList<>(List.of(Assignment.free("because")));
    PinningPlan plan = new PinningPlan(ALLOWED, assignments);
    assignments.clear();
    assertThat(plan.assignments()).containsExactly(Assignment.free("because"));
  }

  @Test
  void anAssignmentHasAReason() {
    assertThatThrownBy(() -> Assignment.to(1, " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an assignment has a reason, not blank");
  }
}
