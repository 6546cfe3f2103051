package example.woven.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.junit.SimulationTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The example of plain Java in properties/README.md; ReadmeTest compares. */
class TransferProperties {
  @Property(tries = 50)
  @SimulationTest
  void amountsAddUp(@ForAll @Size(max = 4) List<@IntRange(min = 1, max = 99) Integer> amounts)
      throws InterruptedException {
    AtomicLong balance = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int amount : amounts) {
      threads.add(Thread.ofPlatform().start(() -> balance.addAndGet(amount)));
    }
    for (Thread each : threads) {
      each.join();
    }
    assertThat(balance).hasValue(amounts.stream().mapToLong(Integer::longValue).sum());
  }
}
