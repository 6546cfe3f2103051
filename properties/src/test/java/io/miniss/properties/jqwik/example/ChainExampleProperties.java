package io.miniss.properties.jqwik.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.properties.RuntimeActions;
import io.miniss.properties.RuntimeChain;
import io.miniss.properties.jqwik.Faults;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.simulator.Simulation;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** An example of properties/README.md, word for word; ReadmeTest compares. */
class ChainExampleProperties {
  @Provide
  Arbitrary<RuntimeChain> chains() {
    return RuntimeChain.of(
        RuntimeActions.all(20)
            .withAction(2, RuntimeActions.just("audit", live -> audit(live.runtime()))));
  }

  @Property
  void everythingAcceptedEnds(
      @ForAll("chains") RuntimeChain chain, @ForAll @Faults(Faults.DRAWN) Simulation simulation) {
    chain.run(simulation);
  }

  private static void audit(MultiCoreRuntime runtime) {
    assertThat(runtime.coreCount()).isPositive();
  }
}
