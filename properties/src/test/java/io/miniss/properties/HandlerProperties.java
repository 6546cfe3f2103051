package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.JoinHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Failure isolation where the failure handler itself is what throws. */
class HandlerProperties {
  /** What a task throws, and what the handler does about it: throws another, or the same. */
  record Trouble(Panic thrown, Panic byHandler, boolean theSame) {}

  /** Where the runtime logs that a handler has thrown: here that is no news. */
  private static final Logger LOGGER = Logger.getLogger("io.miniss.runtime");

  @BeforeContainer
  static void quiet() {
    LOGGER.setLevel(Level.OFF);
  }

  @AfterContainer
  static void loud() {
    LOGGER.setLevel(null);
  }

  @Provide
  Arbitrary<List<Trouble>> troubles() {
    return Combinators.combine(
        Arbitraries.of(Panic.class), Arbitraries.of(Panic.class), Arbitraries.of(true, false))
        .as(Trouble::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<Interleavings> interleavings() {
    return Interleavings.of(2);
  }

  @Property(tries = 200)
  void aHandlerThatThrowsHarmsNobody(
      @ForAll("troubles") List<Trouble> troubles,
      @ForAll("interleavings") Interleavings interleavings) {
    Simulations.check(
        interleavings,
        simulation -> {
          int[] handled = {0};
          try (MultiCoreRuntime runtime =
              simulation
                  .runtime()
                  .failureGrace(Duration.ofNanos(1_000))
                  .failureHandler(
                      (failure, where) -> {
                        Trouble trouble = troubles.get(handled[0]++ % troubles.size());
                        if (trouble.theSame()) {
                          Panics.rethrow(failure);
                        }
                        trouble.byHandler().raise("handler");
                      })
                  .start()) {
            List<JoinHandle<?>> after = new ArrayList<>();
            for (int i = 0; i < troubles.size(); i++) {
              Panic thrown = troubles.get(i).thrown();
              String label = "task " + i;
              runtime.spawnOn(i % runtime.coreCount(), () -> thrown.raise(label));
            }
            for (int core = 0; core < runtime.coreCount(); core++) {
              after.add(runtime.spawnOn(core, () -> "alive"));
            }
            for (JoinHandle<?> each : after) {
              assertThat(each.join(Duration.ofSeconds(1))).isEqualTo("alive");
            }
            assertThat(runtime.closeAndReport().failed()).as("failed").isEqualTo(troubles.size());
          }
          assertThat(handled[0]).as("failures handled").isEqualTo(troubles.size());
        });
  }
}
