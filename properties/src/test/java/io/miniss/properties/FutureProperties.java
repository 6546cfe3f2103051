package io.miniss.properties;

import io.miniss.properties.Workloads.Feature;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Promises of several threads: single assignment, and continuations that come home. */
class FutureProperties {
  static final Law LAW = ((Law) Laws::promisesHaveOneWinner).and(Laws::continuationsComeHome);

  @Provide
  Arbitrary<Workload> workloads() {
    return Workloads.plain().with(Feature.FIBERS, Feature.WAITS).arbitrary();
  }

  @Provide
  Arbitrary<Interleavings> interleavings() {
    return Interleavings.of(3);
  }

  @Property(tries = 500)
  void promisesHaveOneWinnerAndContinuationsComeHome(
      @ForAll("workloads") Workload workload,
      @ForAll("interleavings") Interleavings interleavings) {
    LAW.inSimulation(workload, interleavings, Subject::runtime);
  }

  @Property(tries = 20)
  void promisesHaveOneWinnerOnTheMachine(@ForAll("workloads") Workload workload) {
    LAW.onTheMachine(workload, 2, Subject::runtime);
  }
}
