package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.weave.race.RaceDetector;
import io.miniss.simulator.weave.race.VectorClock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The order that a runtime makes among woven threads: all of its shared state orders threads as volatile variables
 * do.
 */
public final class RuntimeOrder implements RunThread.Accesses {
  private final RaceDetector races;

  /** By the number of a location: what whoever acquires it next happens after. */
  private @Nullable VectorClock[] released = new VectorClock[64];

  private RuntimeOrder(RaceDetector races) {
    this.races = races;
  }

  /** From now on what runtimes in {@code run} do orders its threads; nothing if races are not looked for. */
  public static void track(WovenRun run) {
    RaceDetector races = run.races;
    if (races != null) {
      run.engine.tell(new RuntimeOrder(races));
    }
  }

  @Override
  public void accessed(Access access, SharedLocation location) {
    WovenThread me = location instanceof WovenLocation ? null : WovenThread.current();
    if (me == null) {
      return;
    }
    int id = location.locationId();
    if (id >= released.length) {
      released = Arrays.copyOf(released, Math.max(id + 1, 2 * released.length));
    }
    if (access != Access.READ) {
      released[id] = Hooks.released(me, races, released[id]);
    }
    if (access != Access.WRITE) {
      me.clock.join(released[id]);
    }
  }
}
