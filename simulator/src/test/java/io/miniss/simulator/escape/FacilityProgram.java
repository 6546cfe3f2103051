package io.miniss.simulator.escape;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Uses a facility in simulations first, then outside: says what came of each. Where it does not end, it
 * says so too, and the process ends all the same.
 */
final class FacilityProgram {
  private FacilityProgram() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    Facility facility = Facility.valueOf(arguments[0]);
    System.out.println("client: " + simulated(facility, false));
    System.out.println("fiber: " + simulated(facility, true));
    System.out.println("virtual: " + outside(Thread.ofVirtual(), facility));
    System.out.println("platform: " + outside(Thread.ofPlatform().daemon(), facility));
    System.out.println("simulation: " + simulation());
    Runtime.getRuntime().halt(0);
  }

  private static String simulated(Facility facility, boolean inFiber) {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              if (inFiber) {
                try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                  runtime
                      .spawnFiber(
                          () -> {
                            facility.use();
                            return 1;
                          })
                      .join();
                }
              } else {
                facility.use();
              }
            });
    return result
        .failure()
        .map(failure -> failure.kind() + " " + failure.message().replace("\n", " "))
        .orElse("passed");
  }

  private static String simulation() {
    return Simulator.run(
        SimulationOptions.seed(1),
        simulation -> {
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            runtime.spawnFiber(() -> 1).join();
          }
        })
        .failure()
        .map(Object::toString)
        .orElse("passed");
  }

  private static String outside(Thread.Builder kind, Facility facility)
      throws InterruptedException {
    AtomicReference<String> answer = new AtomicReference<>("does not end");
    CountDownLatch ended = new CountDownLatch(1);
    kind.start(
        () -> {
          try {
            facility.use();
            answer.set("works");
          } catch (Throwable e) {
            answer.set(e.toString());
          } finally {
            ended.countDown();
          }
        });
    ended.await(10, TimeUnit.SECONDS);
    return answer.get();
  }
}
