package example.woven.properties;

import io.miniss.simulator.junit.SimulationTest;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A property that a test launches, in which there is nothing to interleave. */
class SharesNothing {
  @Property(tries = 10)
  @SimulationTest(weave = "SELF")
  void sharesNothing(@ForAll int number) {}
}
