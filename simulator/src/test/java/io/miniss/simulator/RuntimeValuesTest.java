package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.SharedMutex;
import io.miniss.runtime.task.JoinHandle;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Values of the runtime's own making in traces. */
final class RuntimeValuesTest {
  private static final Pattern CLASS =
      Pattern.compile("\\b[A-Z][a-z]+(?:[A-Z][a-z]+)*(?:\\.\\w+)?");

  /** Those that a user of the runtime knows. */
  private static final Set<String> KNOWN =
      Set.of(
          "ArrayList", "CancelledException", "ShutdownReport", "TaskFailure");

  private static void useMuch(Simulation world) {
    SharedMutex mutex = new SharedMutex(world.scheduler(), world.clock(), "mutex");
    try (MultiCoreRuntime runtime = world.runtime().start()) {
      Promise<Integer> promise = runtime.newPromise();
      world.client(
          "other",
          () -> {
            mutex.lock();
            world.work(Duration.ofNanos(1_000));
            mutex.unlock();
            promise.complete(3);
          });
      mutex.lock();
      mutex.unlock();
      JoinHandle<Integer> fiber =
          runtime.spawnFiber(() -> promise.future().map(value -> value + 1).join());
      JoinHandle<Integer> withdrawn = runtime.spawn(() -> 7);
      withdrawn.cancel("not needed");
      Future<Integer> task = promise.future().flatMap(value -> runtime.spawn(() -> 5).future());
      Future.all(List.of(promise.future(), task)).join();
      fiber.join();
    }
  }

  private static Set<String> told(long seed) {
    Set<String> told = new TreeSet<>();
    Simulator.trace(SimulationOptions.seed(seed), RuntimeValuesTest::useMuch)
        .trace()
        .orElseThrow()
        .effects()
        .forEach(effect -> told.add(effect.describe()));
    return told;
  }

  @Test
  void tracesNameNoClassesOfTheRuntimesOwn() {
    Set<String> classes = new TreeSet<>();
    for (int seed = 0; seed < 10; seed++) {
      for (String each : told(seed)) {
        Matcher matcher = CLASS.matcher(each);
        while (matcher.find()) {
          classes.add(matcher.group());
        }
      }
    }
    assertThat(classes).isNotEmpty().isSubsetOf(KNOWN);
  }

  @Test
  void futuresTellTheirResult() {
    Set<String> told = told(0);
    assertThat(told)
        .anyMatch(each -> each.matches("reads promise #\\d+: 3"))
        .anyMatch(each -> each.matches("updates outcome of task \\S+: CAS QUEUED -> on core [01]"))
        .anyMatch(each -> each.matches("reads .*: waiter \\d+"));
  }
}
