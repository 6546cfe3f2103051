package example.woven.tests;

import static org.assertj.core.api.Assertions.assertThat;

import example.woven.bank.Ledger;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.junit.SimulationTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Launched by a test: what is written by who has not read about miniss. */
public class PlainPrograms {
  static int runs;
  static final List<String> ofAll = new ArrayList<>();
  private AtomicLong count = null;

  @BeforeAll
  static void beginAll() {
    ofAll.add("begun");
  }

  @BeforeEach
  void begin() {
    count = new AtomicLong();
    runs++;
  }

  @SimulationTest(seeds = 300)
  void tasksReadAndThenWrite(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      var one = runtime.spawnOn(0, () -> count.set(count.get() + 1));
      var other = runtime.spawnOn(1, () -> count.set(count.get() + 1));
      one.join();
      other.join();
      assertThat(count.get()).isEqualTo(2);
    }
  }

  @SimulationTest(seeds = 300)
  void tasksReadAndWriteAtOnce(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      var one = runtime.spawnOn(0, () -> count.incrementAndGet());
      var other = runtime.spawnOn(1, () -> count.incrementAndGet());
      one.join();
      other.join();
      assertThat(count.get()).isEqualTo(2);
    }
  }

  @SimulationTest(weave = "example.woven.tests", seeds = 300)
  void mapIsReadAndThenWritten(Simulation simulation) {
    Map<String, Integer> map = new ConcurrentHashMap<>(Map.of("a", 0));
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      var one = runtime.spawnOn(0, () -> map.put("a", map.get("a") + 1));
      var other = runtime.spawnOn(1, () -> map.put("a", map.get("a") + 1));
      one.join();
      other.join();
      assertThat(map).containsEntry("a", 2);
    }
  }

  @SimulationTest(weave = SimulationTest.SELF, seeds = 100, races = true)
  void plainThreadsTakeNoTime(Simulation simulation) throws Exception {
    assertThat(runs).isEqualTo(1); // static state is new in each run
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      var sleeper =
          pool.submit(
              () -> {
                Thread.sleep(3_600_000);
                return count.incrementAndGet();
              });
      assertThat(sleeper.get(2, TimeUnit.HOURS)).isEqualTo(1);
    }
  }

  @SimulationTest(seeds = 100)
  void fibersSleepInVirtualTime(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      Object monitor = new Object();
      var one =
          runtime.spawnFiber(
              () -> {
                synchronized (monitor) {
                  Thread.sleep(1_000);
                  return count.incrementAndGet();
                }
              });
      var other =
          runtime.spawnFiber(
              () -> {
                synchronized (monitor) {
                  Thread.sleep(1_000);
                  return count.incrementAndGet();
                }
              });
      assertThat(one.join() + other.join()).isEqualTo(3);
    }
  }

  @SimulationTest(seeds = 300)
  void fibersTakeMonitorsInTwoOrders(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      Object sand = new Object();
      Object lime = new Object();
      var mason = runtime.spawnFiber(TaskOptions.named("mason"), () -> countsInside(sand, lime));
      var baker = runtime.spawnFiber(TaskOptions.named("baker"), () -> countsInside(lime, sand));
      assertThat(mason.join() + baker.join()).isEqualTo(3);
    }
  }

  private long countsInside(Object outer, Object inner) {
    synchronized (outer) {
      synchronized (inner) {
        return count.incrementAndGet();
      }
    }
  }

  /** Another package, which this class names, is woven too. */
  @SimulationTest(seeds = 300)
  void otherPackagesAreNamed(Simulation simulation) throws InterruptedException {
    Ledger ledger = new Ledger();
    Thread one = new Thread(ledger::deposit);
    Thread other = new Thread(ledger::deposit);
    one.start();
    other.start();
    one.join();
    other.join();
    assertThat(ledger.balance()).isEqualTo(20);
  }

  @SimulationTest(seeds = 3)
  void staticsOfBeforeAll(Simulation simulation) {
    assertThat(ofAll).containsExactly("begun");
    ofAll.add("used");
  }

  @SimulationTest(weave = SimulationTest.NONE, seeds = 3)
  void nothingIsWoven(Simulation simulation) {
    assertThat(PlainPrograms.class.getClassLoader())
        .isSameAs(SimulationTest.class.getClassLoader());
  }

  @SimulationTest(weave = "com.acme")
  void weavesAnother(Simulation simulation) {}
}
