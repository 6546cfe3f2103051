package io.miniss.scenarios.stuck;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.scenarios.rules.Verdict;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Code holds a core beyond all limits while the runtime is closed. Around it is everything that may wait for
 * such a core: tasks and actions in its queues and in the backlogs of others, fibers, continuations, clients.
 * {@code close} returns all the same and says what has not ended; nobody is left hanging; and when the code
 * lets go, its core ends what is left. In other runs the code ends between the limits, or nothing is stuck,
 * and the end is clean.
 */
public class StuckCore implements Scenario {
  @Override
  public String name() {
    return "stuck-core";
  }

  @Override
  public String description() {
    return "code holds a core beyond all limits: close returns, and nobody is left hanging";
  }

  @Override
  public void run(World world) {
    RandomGenerator random = world.random("workload");
    Plan plan = Plan.draw(world, random, world.cores());
    Verdict verdict = new Verdict(world, Stage.LATEST_NANOS);
    Ledger ledger = new Ledger(verdict, plan.cores());
    Reports reports = new Reports(verdict, ledger);
    MultiCoreRuntime runtime =
        plan.apply(world.runtime())
            .failureGrace(Duration.ofNanos(random.nextInt(2) * 2_000L))
            .failureHandler(reports::reported)
            .start();
    Stage stage = new Stage(world, plan, runtime, verdict, ledger);
    Ending ending = new Ending(stage, this::close);
    new Workload(stage, ending, reports, random).run();
  }

  /** Closes; the calling thread is outside of the cores. */
  ShutdownReport close(MultiCoreRuntime runtime) {
    return runtime.closeAndReport();
  }
}
