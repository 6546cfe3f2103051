package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.weave.hook.Hooks;
import io.miniss.simulator.weave.hook.Place;
import io.miniss.simulator.weave.hook.Places;
import io.miniss.simulator.weave.hook.WovenRun;
import io.miniss.simulator.weave.rewrite.BenignRaces;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class WovenLoadersTest {
  private static final Thread CARRIER = Thread.ofVirtual().unstarted(() -> {});

  private final WovenLoaders loaders =
      new WovenLoaders(
          WovenPackages.parse("example.woven"),
          BenignRaces.annotated(),
          false,
          new URL[0],
          WovenLoadersTest.class.getClassLoader());
  private final List<WeaveLoader> used = new ArrayList<>();
  private final List<WeakReference<WovenRun>> runs = new ArrayList<>();

  /** All runs are said to be on one carrier, as those of one worker are. */
  private RunThread.Run begin() {
    WovenRun run = WovenRun.begin(false, true, false);
    used.add(loaders.begin(CARRIER, run));
    runs.add(new WeakReference<>(run));
    return Objects.requireNonNull(RunThread.current()).run();
  }

  private static void run(Simulator.Body body) {
    var _ = Simulator.run(SimulationOptions.seed(0), body);
  }

  @Test
  void runsOfOneCarrierShareALoader() {
    run(simulation -> begin());
    run(simulation -> begin());
    assertThat(used.get(1)).isSameAs(used.get(0));
  }

  @Test
  void aRunThatIsCollectedChangesNoLoader() {
    run(simulation -> begin());
    Awaitility.await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(runs.getFirst().get()).isNull();
            });
    run(simulation -> begin());
    assertThat(used.get(1)).isSameAs(used.get(0));
  }

  @Test
  void afterAnEscapeThereIsAnotherLoader() {
    run(
        simulation -> {
          throw begin().escape("it reads a file");
        });
    run(simulation -> begin());
    run(simulation -> begin());
    assertThat(used.get(1)).isNotSameAs(used.get(0));
    assertThat(used.get(2)).isSameAs(used.get(1));
  }

  /** As threads of a pool do that has been idle. */
  @Test
  void stepsOfCarriersThatEndedCount() {
    int place = Places.place(Place.NO_FIELD, Access.READ, "here", false, 0, false);
    WeakReference<Thread> carrier = new WeakReference<>(Thread.ofVirtual().unstarted(() -> {}));
    run(
        simulation -> {
          var _ = loaders.begin(
              Objects.requireNonNull(carrier.get()), WovenRun.begin(false, true, false));
          Hooks.element(new int[1], 0, place);
        });
    Awaitility.await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(carrier.get()).isNull();
            });
    assertThat(loaders.points()).isEqualTo(1);
    run(simulation -> begin());
    assertThat(loaders.points()).isEqualTo(1);
  }
}
