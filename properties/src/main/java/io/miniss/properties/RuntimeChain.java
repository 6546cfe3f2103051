package io.miniss.properties;

import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.ActionChainArbitrary;

/**
 * A chain of actions on a runtime, one after the other on one thread: spawn, cancel, wait, and whatever
 * else a user adds. Immutable.
 *
 * <p>It is put together by a jqwik {@link ActionChain} whose state it is, so actions have weights and
 * preconditions, and chains shrink; {@link RuntimeActions} has the actions. jqwik is done with that
 * before a try begins, so the chain that a try runs is the same in every interleaving, and in a replay.
 *
 * @param steps what is done, in order
 * @param tasks how many of the steps spawn, which is how tasks are numbered
 */
public record RuntimeChain(List<Step> steps, int tasks) {
  /**
   * One action.
   *
   * @param description for reports
   * @param spawns whether it spawns one task
   * @param action what is done with the runtime
   */
  public record Step(String description, boolean spawns, Consumer<LiveRuntime> action) {}

  /** Copies the list. */
  public RuntimeChain {
    steps = List.copyOf(steps);
  }

  /** The beginning of a chain, to which actions are added. */
  public static ActionChainArbitrary<RuntimeChain> start() {
    return ActionChain.startWith(() -> new RuntimeChain(List.of(), 0));
  }

  /** The chains that {@code actions} makes. */
  public static Arbitrary<RuntimeChain> of(ActionChainArbitrary<RuntimeChain> actions) {
    return actions.map(ActionChain::run);
  }

  /** This chain and one more step. */
  public RuntimeChain plus(String description, Consumer<LiveRuntime> action) {
    return plus(new Step(description, false, action));
  }

  RuntimeChain plus(Step step) {
    List<Step> more = new ArrayList<>(steps);
    more.add(step);
    return new RuntimeChain(more, tasks + (step.spawns() ? 1 : 0));
  }

  /**
   * Does everything on a runtime of {@code world}, calls {@code afterEach} after each step, and closes.
   *
   * @throws AssertionError if not every task that was accepted has ended then
   */
  public ShutdownReport run(World world, Consumer<LiveRuntime> afterEach) {
    try (LiveRuntime live = LiveRuntime.start(world)) {
      for (Step step : steps) {
        step.action().accept(live);
        afterEach.accept(live);
      }
      return live.end();
    }
  }

  /** Does everything on a runtime of {@code world}, and closes. */
  public ShutdownReport run(World world) {
    return run(world, live -> {});
  }

  @Override
  public String toString() {
    return steps.stream().map(Step::description).collect(Collectors.joining("; ", "[", "]"));
  }
}
