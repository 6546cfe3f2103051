package io.miniss.properties;

import io.miniss.properties.Workloads.Feature;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Founding requirement: unique task ids. */
class TaskIdProperties {
  static final Law LAW =
      ((Law) Laws::idsAreUnique);

  @Provide
  Arbitrary<Workload> workloads() {
    return Workloads.plain().with(Feature.FULL_QUEUES).arbitrary();
  }

  @Provide
  Arbitrary<Interleavings> interleavings() {
    return Interleavings.of(3);
  }

  @Property(tries = 500)
  void noTwoTasksHaveTheSameId(
      @ForAll("workloads") Workload workload,
      @ForAll("interleavings") Interleavings interleavings) {
    LAW.inSimulation(workload, interleavings, Subject::runtime);
  }

  @Property(tries = 20)
  void noTwoTasksHaveTheSameIdOnTheMachine(@ForAll("workloads") Workload workload) {
    LAW.onTheMachine(workload, 2, Subject::runtime);
  }
}
