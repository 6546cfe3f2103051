package io.miniss.scenarios.examples;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.scenario.Scenario;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class OverloadTest extends ScenarioContract {
  @Override
  Scenario scenario() {
    return new Overload();
  }

  @Test
  void catchesLinesThatAreTooLong() {
    Overload broken =
        new Overload() {
          @Override
          MultiCoreRuntime.Builder limit(MultiCoreRuntime.Builder runtime) {
            return super.limit(runtime).readyCapacity(1_000).backlogCapacity(1_000);
          }
        };
    assertCaught(broken, "no queue is above its bound");
  }

  @Test
  void catchesMailboxesThatAreTooLarge() {
    Overload broken =
        new Overload() {
          @Override
          MultiCoreRuntime.Builder limit(MultiCoreRuntime.Builder runtime) {
            return super.limit(runtime).mailboxCapacity(1_000);
          }
        };
    assertCaught(broken, "bounded", "memory is bounded");
  }

  @Test
  void catchesARejectedTaskThatRunsAllTheSame() {
    Overload broken =
        new Overload() {
          @Override
          boolean offer(MultiCoreRuntime runtime, TaskOptions options, Callable<Boolean> task) {
            var _ = super.offer(runtime, options, task);
            return false;
          }
        };
    assertCaught(broken, "what was rejected never");
  }
}
