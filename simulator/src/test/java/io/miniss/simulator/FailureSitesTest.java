package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.scenario.World;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Where the threads are that do not end: by this a failure is known again. */
final class FailureSitesTest {
  private static final String LINE = " at " + FailureSitesTest.class.getName() + ":N";

  /** The sites of the failure, without the numbers of lines. */
  private static List<String> sites(Simulator.Body body) {
    SimulationOptions options = SimulationOptions.seed(1).withMaxSteps(2_000);
    return Simulator.run(options, body).failure().orElseThrow().sites().stream()
        .map(site -> site.replaceAll(":[0-9]+$", ":N"))
        .toList();
  }

  private static void parks(World world) {
    world.scheduler().currentParker().park();
  }

  @Test
  void aDeadlockIsWhereItsThreadsWait() {
    assertThat(
        sites(
            world -> {
              ReentrantLock lock = new ReentrantLock();
              lock.lock();
              world.client("one", () -> parks(world));
              world.client("two", () -> parks(world));
              for (String name : List.of("three", "four")) {
                world.client(name, () -> lock.lock());
              }
              parks(world);
            }))
        .containsExactly("parks" + LINE, "waits in java.util.concurrent" + LINE);
  }

  @Test
  void whoeverJoinsIsNoSite() {
    assertThat(
        sites(
            world -> {
              World.Client parked = world.client("parked", () -> parks(world));
              parked.join();
            }))
        .containsExactly("parks" + LINE);
  }

  @Test
  void whereAllJoinTheJoinsAreSites() {
    assertThat(
        sites(
            world -> {
              World.Client[] clients = new World.Client[2];
              SharedLong made = new SharedLong(world.scheduler(), "made");
              for (int i = 0; i < 2; i++) {
                int other = 1 - i;
                clients[i] =
                    world.client(
                        "client " + i,
                        () -> {
                          while (made.getVolatile() == 0) {
                            world.scheduler().spinning();
                          }
                          clients[other].join();
                        });
              }
              made.getAndAdd(1);
            }))
        .containsExactly("joins" + LINE);
  }

  @Test
  void aFiberThatWaitsIsASite() {
    List<String> sites =
        sites(
            world -> {
              ReentrantLock lock = new ReentrantLock();
              lock.lock();
              try (MultiCoreRuntime runtime = world.runtime().start()) {
                runtime
                    .spawnFiber(
                        () -> {
                          lock.lock();
                          return 1;
                        })
                    .join();
              }
            });
    assertThat(sites).contains("waits" + LINE).allMatch(site -> site.endsWith(LINE));
  }

  private static void counts(SharedLong looks) {
    while (looks.getAndAdd(1) >= 0) {
      looks.getAndAdd(1);
    }
  }

  @Test
  void aLivelockIsInTheMethodsThatRun() {
    assertThat(
        sites(
            world -> {
              SharedLong looks = new SharedLong(world.scheduler(), "looks");
              world.client("parked", () -> parks(world));
              world.client("one", () -> counts(looks));
              world.client("two", () -> counts(looks));
            }))
        .containsExactly(FailureSitesTest.class.getName() + ".counts");
  }

  @Test
  void withoutALineOfTheUserTheRuntimesOutermostMethodIsASite() {
    List<String> sites =
        sites(
            world -> {
              Promise<Integer> promise = world.runtime().start().newPromise();
              world.client("waits", promise.future()::join);
            });
    assertThat(sites)
        .containsExactly(
            "parks in io.miniss.runtime.future.FutureCell.join",
            "parks in io.miniss.runtime.internal.CoreLoop.run");
  }
}
