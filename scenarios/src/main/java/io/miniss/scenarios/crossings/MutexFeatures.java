package io.miniss.scenarios.crossings;

import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What threads outside do with a mutex that they share. */
final class MutexFeatures {
  private static final int HELPERS = 2;

  /** How far apart it is when one has it no more and when another one waits no longer. */
  private static final int APART = 50;

  static final List<Feature> ALL =
      List.of(Feature.client("share a mutex", MutexFeatures::share));

  private MutexFeatures() {}

  /** Each has it once, so that nobody comes later who wakes one that was forgotten. */
  private static void share(Strand strand) {
    World world = strand.run.world();
    Guarded guarded = new Guarded(strand);
    Duration time = strand.shortTime(600);
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0; i < HELPERS; i++) {
      Strand helper = strand.helper();
      clients.add(world.client(helper.toString(), () -> hold(guarded, helper, time)));
    }
    hold(guarded, strand, time);
    clients.forEach(World.Client::join);
  }

  private static void hold(Guarded guarded, Strand strand, Duration time) {
    if (strand.random.nextBoolean()) {
      guarded.hold(time);
    } else {
      Duration limit = time.plus(strand.shortTime(APART));
      long begin = strand.run.world().clock().nanos();
      if (!guarded.tryToHold(limit, time)) {
        strand.run.book().timedOut("a wait for a mutex", begin, limit.toNanos());
      }
    }
  }
}
