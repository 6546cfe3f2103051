package io.miniss.scenarios.crossings;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.simulator.scenario.World;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * What the strands of one run have in common.
 *
 * @param scenario whose hooks are used
 * @param features what strands may do in this run
 * @param lock one that code on cores blocks for
 * @param clients how many threads there are outside, but the one that ends the runtime
 * @param isByLoad whether stealable tasks go to the core that is least loaded
 * @param hasSpawnLimit whether a client may be rejected because it has waited long enough
 * @param hasDrainLimit whether {@code close} may cancel what has not ended
 * @param stopsAtEnd whether the workload ends by a {@code close} that cancels what has not ended
 * @param clientsMayOutlive whether the runtime ends while clients still run
 */
record Run(
    Crossings scenario,
    World world,
    MultiCoreRuntime runtime,
    Book book,
    TimerRules timers,
    CallbackRules callbacks,
    PlacementRules placement,
    Holders holders,
    List<Feature> features,
    Lock lock,
    int clients,
    boolean isStealing,
    boolean isByLoad,
    boolean hasSpawnLimit,
    boolean hasDrainLimit,
    boolean stopsAtEnd,
    boolean clientsMayOutlive) {
  boolean has(String feature) {
    return features.stream().anyMatch(each -> each.isNamed(feature));
  }

  /** Whether tasks of this run end by the stop only, so that nobody may wait for any task without a limit. */
  boolean someWaitForStop() {
    return stopsAtEnd && has("wait for the stop");
  }
}
