package example.woven.properties;

import io.miniss.simulator.Simulation;
import io.miniss.simulator.junit.SimulationTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Group;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeProperty;
import net.jqwik.api.lifecycle.BeforeTry;
import net.jqwik.api.statistics.Statistics;

/** Properties over plain Java that a test launches; the names do not end as Surefire wants them to. */
@SuppressWarnings("unused") // jqwik calls the methods
class PlainTries {
  private static int runs;
  private final AtomicInteger opened = new AtomicInteger();
  private int began;

  @BeforeProperty
  void begin() {
    began++;
  }

  @BeforeTry
  void open() {
    opened.incrementAndGet();
  }

  @AfterTry
  void close() {
    opened.decrementAndGet();
  }

  private static void together(List<Integer> amounts, Account account)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int amount : amounts) {
      threads.add(Thread.ofPlatform().start(() -> account.deposit(amount)));
    }
    for (Thread each : threads) {
      each.join();
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }

  @Property(tries = 100, seed = "1")
  @SimulationTest(races = false)
  void losesAmounts(@ForAll @Size(max = 5) List<@IntRange(min = 1, max = 9) Integer> amounts)
      throws InterruptedException {
    Account account = new Account();
    together(amounts, account);
    require(
        account.balance() == amounts.stream().mapToInt(Integer::intValue).sum(),
        "an amount is lost");
  }

  @Property(tries = 100)
  @SimulationTest
  void races(@ForAll @Size(max = 5) List<@IntRange(min = 1, max = 9) Integer> amounts)
      throws InterruptedException {
    together(amounts, new Account());
  }

  @Property(tries = 100)
  void losesInSimulation(
      @ForAll @Size(max = 5) List<@IntRange(min = 1, max = 9) Integer> amounts,
      @ForAll Simulation simulation) throws InterruptedException {
    together(amounts, new Account());
  }

  @Property(tries = 10)
  @SimulationTest(seeds = 50, weave = "SELF")
  boolean hasItsOwnState(@ForAll @IntRange(max = 9) int number) throws InterruptedException {
    Assume.that(number != 3);
    Statistics.collect(number % 2);
    together(List.of(number), new Account());
    return ++runs == 1 && opened.get() == 1 && began == 1;
  }

  @Group
  class Inside {
    @Example
    @SimulationTest(seeds = 20, weave = "example.woven")
    void seesItsOuterInstance() throws InterruptedException {
      together(List.of(1), new Account());
      require(opened.get() == 1 && began == 1, "the methods of the outer class were called");
    }
  }

  @Property(tries = 10)
  @SimulationTest(weave = "NONE", seeds = 10)
  void isNotWoven(@ForAll int number) {}

  @Property(tries = 10)
  @SimulationTest(weave = "SELF")
  void takesWovenObjects(@ForAll("accounts") List<Account> accounts) {}

  @Provide
  Arbitrary<List<Account>> accounts() {
    return Arbitraries.create(Account::new).list();
  }

  @Property(tries = 10)
  @SimulationTest(weave = "SELF")
  void takesLambdas(@ForAll("calls") Callable<Integer> call) {}

  @Provide
  Arbitrary<Callable<Integer>> calls() {
    return Arbitraries.integers().map(each -> () -> each);
  }

  @Property(tries = 10)
  @SimulationTest(weave = "com.acme")
  void weavesOthers(@ForAll int number) {}

  @Property(tries = 10)
  @SimulationTest(cores = 4)
  void saysItTwice(@ForAll Simulation simulation) {}

  @Property(tries = 10)
  @SimulationTest(strategy = "best")
  void hasAnUnknownStrategy(@ForAll int number) {}
}
