package io.miniss.properties;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

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
  }
}
