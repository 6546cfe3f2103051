package io.miniss.scenarios.stuck;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.scenarios.rules.Verdict;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What all parties of one run share. Any thread. */
final class Stage {
  /** Where time passes by what the workload does alone, everything takes far less than this. */
  static final long LATEST_NANOS = 1_000_000;

  final World world;
  final Plan plan;
  final MultiCoreRuntime runtime;
  final Verdict verdict;
  final Ledger ledger;
  final Callbacks callbacks;
  final Shields shields;
  private final List<Pledge> pledges = new ArrayList<>();

  /** By core, whether the stuck code holds it now. */
  private final boolean[] isHeld;

  private int begun;
  private boolean isReleased;

  Stage(World world, Plan plan, MultiCoreRuntime runtime, Verdict verdict, Ledger ledger) {
    this.world = world;
    this.plan = plan;
    this.runtime = runtime;
    this.verdict = verdict;
    this.ledger = ledger;
    callbacks = new Callbacks(verdict);
    shields = new Shields(world, runtime, verdict, ledger, plan);
    isHeld = new boolean[plan.cores()];
    for (int i = 0; i < 4; i++) {
      pledges.add(new Pledge(runtime.newPromise(), plan.cores()));
    }
  }

  // ---- promises ----

  /** One of those that somebody may complete. */
  Pledge anyPledge(RandomGenerator random) {
    return pledges.get(random.nextInt(pledges.size()));
  }

  void keep(Pledge pledge) {
    callbacks.keep(pledge, this::isHeld);
  }

  // ---- the stuck code ----

  /** Stuck code begins on {@code core}. */
  synchronized void holds(int core) {
    isHeld[core] = true;
    begun++;
  }

  synchronized void holdsNoMore(int core) {
    isHeld[core] = false;
  }

  synchronized boolean isHeld(int core) {
    return core >= 0 && isHeld[core];
  }

  /** How many stuck pieces of code have begun. */
  synchronized int begun() {
    return begun;
  }

  /** Lets what never ends by itself go on. */
  synchronized void release() {
    isReleased = true;
  }

  synchronized boolean isReleased() {
    return isReleased;
  }

  // ---- time ----

  long now() {
    return world.clock().nanos();
  }

  /** A time of this run, longer on the machine. */
  Duration time(RandomGenerator random, int nanos) {
    return Duration.ofNanos(random.nextInt(nanos) * (long) world.scale());
  }
}
