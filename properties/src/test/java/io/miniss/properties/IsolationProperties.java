package io.miniss.properties;

import io.miniss.properties.Workloads.Feature;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Founding requirement: failure isolation. */
class IsolationProperties {
  static final Law LAW =
      ((Law) Laws::everyCoreLives)
          .and(Laws::eachFailureIsHandledOnce)
          .and(Laws::everyAcceptedTaskEnds);

  @Provide
  Arbitrary<Workload> workloads() {
    return Workloads.plain().with(Feature.FIBERS, Feature.PANICS, Feature.WAITS, Feature.TIMERS)
        .arbitrary();
  }

  @Provide
  Arbitrary<Interleavings> interleavings() {
    return Interleavings.of(3);
  }

  @Property(tries = 500)
  void whateverIsThrownEndsOneTaskAndIsHandledOnce(
      @ForAll("workloads") Workload workload,
      @ForAll("interleavings") Interleavings interleavings) {
    LAW.inSimulation(workload, interleavings, Subject::runtime);
  }

  @Property(tries = 20)
  void whateverIsThrownEndsOneTaskAndIsHandledOnceOnTheMachine(
      @ForAll("workloads") Workload workload) {
    LAW.onTheMachine(workload, 2, Subject::runtime);
  }
}
