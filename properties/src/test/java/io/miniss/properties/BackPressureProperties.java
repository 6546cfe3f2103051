package io.miniss.properties;

import io.miniss.properties.Workloads.Feature;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Founding requirement: back-pressure. */
class BackPressureProperties {
  static final Law LAW =
      ((Law) Laws::queuesKeepTheirBounds)
          .and(Laws::rejectedTasksNeverRan)
          .and(Laws::placedTasksStartInOrder)
          .and(Laws::everyAcceptedTaskEnds);

  static final Workloads KIND = Workloads.plain().with(Feature.FULL_QUEUES).sized(4, 10);

  @Provide
  Arbitrary<Workload> workloads() {
    return KIND.arbitrary();
  }

  @Provide
  Arbitrary<Interleavings> interleavings() {
    return Interleavings.of(3);
  }

  @Property(tries = 500)
  void noQueueIsAboveItsBoundAndNoCoreBlocked(
      @ForAll("workloads") Workload workload,
      @ForAll("interleavings") Interleavings interleavings) {
    LAW.inSimulation(workload, interleavings, Subject::runtime);
  }

  @Property(tries = 20)
  void noQueueIsAboveItsBoundOnTheMachine(@ForAll("workloads") Workload workload) {
    LAW.onTheMachine(workload, 2, Subject::runtime);
  }
}
