package io.miniss.simulator.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.miniss.testkit.ForkedJvm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A simulated test fills the heap of its JVM. */
@Timeout(120)
class FullHeapTest {
  /** The forked JVM. */
  static final class Main {
    private Main() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
      EngineTestKit.engine("junit-jupiter")
          .selectors(selectClass("example.woven.tests.FillsTheHeap"))
          .execute()
          .testEvents()
          .finished()
          .stream()
          .forEach(
              each -> System.out.println(
                  each.getTestDescriptor().getDisplayName()
                      + " "
                      + each.getRequiredPayload(TestExecutionResult.class)));
      Runtime.getRuntime().halt(0); // no thread is waited for
    }
  }

  @Test
  void testsAfterAFullHeapRun() throws Exception {
    String output = ForkedJvm.runOpen(List.of("-Xmx256m"), Main.class).succeeded();
    assertThat(output)
        .containsPattern("fills\\(Simulation\\) .*FAILED")
        .contains("heap")
        .doesNotContain("NONDETERMINISM") // no seed decides how much the heap has left
        .containsPattern("comesAfter\\(Simulation\\) .*SUCCESSFUL");
  }
}
