package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.miniss.properties.Workloads.Feature;
import io.miniss.runtime.MultiCoreRuntime;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.awaitility.core.ConditionTimeoutException;

/** Founding requirement: graceful shutdown. */
class ShutdownProperties {
  static final Law LAW =
      ((Law) Laws::everyAcceptedTaskEnds)
          .and(Laws::reportAddsUp)
          .and(Laws::nothingRunsAfterTermination)
          .and(Laws::rejectedTasksNeverRan)
          .and(Laws::everybodySeesTheSameEnd);

  @Provide
  Arbitrary<Workload> workloads() {
    return Workloads.everything().arbitrary();
  }

  @Provide
  Arbitrary<Interleavings> interleavings() {
    return Interleavings.of(3);
  }

  @Property(tries = 500)
  void everyAcceptedTaskEndsOnceAndTheReportAddsUp(
      @ForAll("workloads") Workload workload,
      @ForAll("interleavings") Interleavings interleavings) {
    LAW.inSimulation(workload, interleavings, Subject::runtime);
  }

  @Property(tries = 20)
  void everyAcceptedTaskEndsOnceOnTheMachine(@ForAll("workloads") Workload workload) {
    LAW.onTheMachine(workload, 2, Subject::runtime);
    noCoreThreadIsLeft(Duration.ofSeconds(10));
  }

  /** Waits, as a core tells that it has exited just before its thread ends. */
  private static void noCoreThreadIsLeft(Duration limit) {
    await().atMost(limit).until(ShutdownProperties::coreThreads, List::isEmpty);
  }

  @Example
  void aRuntimeThatLeavesItsThreadsIsCaught() {
    try (MultiCoreRuntime runtime = MultiCoreRuntime.builder().name("workload").cores(1).start()) {
      assertThat(runtime.coreCount()).isOne();
      assertThatThrownBy(() -> noCoreThreadIsLeft(Duration.ofMillis(300)))
          .isInstanceOf(ConditionTimeoutException.class);
    }
    noCoreThreadIsLeft(Duration.ofSeconds(10));
  }

  private static List<String> coreThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("workload-core-"))
        .toList();
  }

  /** A fiber that does not wake when it is cancelled is still there at the end. */
  @Example
  void aFiberThatSleepsThroughItsCancellationIsCaught() {
    Workloads kind = Workloads.plain().with(Feature.FIBERS, Feature.CANCELS, Feature.WAITS);
    List<Workload> workloads = Samples.of(kind.arbitrary(), 200);
    List<Interleavings> interleavings = Samples.of(Interleavings.of(2), 200);
    assertThatThrownBy(
        () -> {
          for (int i = 0; i < workloads.size(); i++) {
            LAW.inSimulation(workloads.get(i), interleavings.get(i), DeepSleeper::start);
          }
        })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("unfinished");
  }
}
