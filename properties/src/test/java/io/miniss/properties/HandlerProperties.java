package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
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

  /** Longer than a runtime waits for somebody to look at a failure. */
  private static final Duration GRACE = Duration.ofNanos(30_000);

  private static final int TRIES = 100;

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
    return allTroubles();
  }

  private static Arbitrary<List<Trouble>> allTroubles() {
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
    harmsNobody(troubles, interleavings, Subject::runtime);
  }

  private static void harmsNobody(
      List<Trouble> troubles, Interleavings interleavings, Subject.Factory factory) {
    Simulations.check(
        interleavings,
        simulation -> {
          int[] handled = {0};
          Subject subject =
              factory.start(
                  simulation,
                  Workload.Shape.ROOMY,
                  (failure, where) -> {
                    Trouble trouble = troubles.get(handled[0]++ % troubles.size());
                    if (trouble.theSame()) {
                      Panics.rethrow(failure);
                    }
                    trouble.byHandler().raise("handler");
                  });
          for (int i = 0; i < troubles.size(); i++) {
            Panic thrown = troubles.get(i).thrown();
            String label = "task " + i;
            var _ = spawn(
                subject,
                i % subject.cores(),
                () -> {
                  thrown.raise(label);
                  return "";
                });
          }
          simulation.work(GRACE); // so that failures are handled before the end, too
          List<JoinHandle<String>> after = new ArrayList<>();
          for (int core = 0; core < subject.cores(); core++) {
            after.add(spawn(subject, core, () -> "alive"));
          }
          for (JoinHandle<String> each : after) {
            assertThat(each.join(Duration.ofSeconds(1))).isEqualTo("alive");
          }
          assertThat(subject.closeAndReport().failed()).as("failed").isEqualTo(troubles.size());
          assertThat(handled[0]).as("failures handled").isEqualTo(troubles.size());
        });
  }

  private static JoinHandle<String> spawn(Subject subject, int core, Callable<String> body) {
    return subject.spawn(TaskOptions.defaults().on(core), false, body);
  }

  @Example
  void aCoreThatEndsWhenTheHandlerThrowsIsCaught() {
    caught(Flaw.HANDLER_ENDS_THE_CORE, "EXCEPTION tiny core");
  }

  @Example
  void aHandlerThatIsDismissedOnceItHasThrownIsCaught() {
    caught(Flaw.HANDLER_DISMISSED, "failures handled");
  }

  @Example
  void aRuntimeWithoutFlawIsNotCaught() {
    tryAll(Flaw.NONE);
  }

  private static void caught(Flaw flaw, String words) {
    assertThatThrownBy(() -> tryAll(flaw))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(words)
        .hasMessageContaining("replay: property seed=");
  }

  private static void tryAll(Flaw flaw) {
    List<List<Trouble>> troubles = Samples.of(allTroubles(), TRIES);
    List<Interleavings> interleavings = Samples.of(Interleavings.of(2), TRIES);
    for (int i = 0; i < TRIES; i++) {
      harmsNobody(troubles.get(i), interleavings.get(i), TinyRuntime.with(flaw));
    }
  }
}
