package io.miniss.simulator.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import java.io.OutputStream;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.mockito.Mock;

/** {@link SimulationTest} with what else JUnit has: each works, or is refused with what to do instead. */
final class JupiterFeaturesTest {
  /** What the classes below did. */
  private static final List<String> LOG = new CopyOnWriteArrayList<>();

  // ---- the tests that are launched ----

  @Execution(ExecutionMode.CONCURRENT)
  static class Logging {
    private static final Logger APP = Logger.getLogger(Logging.class.getName());

    @BeforeAll
    static void logNowhere() {
      APP.setUseParentHandlers(false);
      APP.addHandler(new StreamHandler(OutputStream.nullOutputStream(), new SimpleFormatter()));
    }

    private static void body(Simulation simulation) {
      try (MultiCoreRuntime runtime = simulation.runtime().start()) {
        for (int i = 0; i < 3; i++) {
          runtime.spawn(() -> APP.info("a line")).join();
        }
      }
    }

    @SimulationTest(seeds = 2_000)
    void a(Simulation simulation) {
      body(simulation);
    }

    @SimulationTest(seeds = 2_000)
    void b(Simulation simulation) {
      body(simulation);
    }

    @SimulationTest(seeds = 2_000)
    void c(Simulation simulation) {
      body(simulation);
    }
  }

  static class Endless {
    private static void body(Simulation simulation) {
      try (MultiCoreRuntime runtime = simulation.runtime().start()) {
        runtime.spawn(() -> 1).join();
      }
    }

    @SimulationTest(seeds = 1_000_000_000, firstSeed = 7)
    @Timeout(value = 300, unit = TimeUnit.MILLISECONDS)
    void inTheSameThread(Simulation simulation) {
      body(simulation);
    }

    @SimulationTest(seeds = 1_000_000_000)
    @Timeout(value = 300, unit = TimeUnit.MILLISECONDS,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void inAnotherThread(Simulation simulation) {
      body(simulation);
    }
  }

  static class Templates {
    @RepeatedTest(2)
    @SimulationTest(seeds = 2)
    void repeated(Simulation simulation) {
      LOG.add("ran");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @SimulationTest(seeds = 2)
    void parameterized(int number, Simulation simulation) {
      LOG.add("ran");
    }

    @TestFactory
    @SimulationTest(seeds = 2)
    Stream<DynamicTest> factory(Simulation simulation) {
      LOG.add("ran");
      return Stream.empty();
    }
  }

  @ParameterizedClass
  @ValueSource(ints = {3, 4})
  static class ByConstructor {
    private final int number;

    ByConstructor(int number) {
      this.number = number;
    }

    @SimulationTest(seeds = 2)
    void counts(Simulation simulation) {
      LOG.add("number " + number);
    }
  }

  @ParameterizedClass
  @ValueSource(ints = {3, 4})
  static class ByField {
    @Parameter
    int number;

    @Nested
    class Inner {
      @SimulationTest(seeds = 2)
      void counts(Simulation simulation) {
        LOG.add("number " + number);
      }
    }
  }

  /** Fills the fields of that type, as many extensions do. */
  static final class Filling implements TestInstancePostProcessor, BeforeEachCallback {
    int calls;

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context)
        throws ReflectiveOperationException {
      if (instance instanceof Filled filled) {
        filled.text = new StringBuilder("by an extension");
      } else if (instance instanceof Replaced replaced) {
        replaced.text = "by an extension";
        replaced.number = 2;
      }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
      calls++;
    }
  }

  abstract static class FilledParent {
    @TempDir
    private Path inherited;

    @SimulationTest(seeds = 3)
    void inheritedTest(Simulation simulation) {
      LOG.add("inherited " + Files.isDirectory(inherited));
    }
  }

  interface WithDefault {
    @SimulationTest(seeds = 3)
    default void defaultTest(Simulation simulation) {
      LOG.add("default");
    }
  }

  @ExtendWith(Filling.class)
  static class Filled extends FilledParent implements WithDefault {
    @TempDir
    Path directory;

    @RegisterExtension
    final Filling registered = new Filling();

    private StringBuilder text;
    private String own;

    @BeforeEach
    void isFilledBefore() {
      own = "own " + text;
    }

    @SimulationTest(seeds = 3)
    void sees(Simulation simulation) {
      LOG.add(Files.isDirectory(directory) + " " + own + " " + registered.calls);
    }
  }

  @ExtendWith(Filling.class)
  static class Replaced {
    private String text = "by the constructor";
    private int number = 1;
    private StringBuilder own = new StringBuilder();

    @SimulationTest(seeds = 3)
    void sees(Simulation simulation) {
      LOG.add(text + " " + number + own.append("!"));
    }
  }

  /** As Mockito's extension does. */
  static final class Mocking implements BeforeEachCallback {
    @SuppressWarnings("UnnecessaryAssignment") // this is the framework that fills it
    @Override
    public void beforeEach(ExtensionContext context) {
      ((Mocked) context.getRequiredTestInstance()).mock = () -> {};
    }
  }

  @ExtendWith(Mocking.class)
  static class Mocked {
    @Mock
    Runnable mock;

    @SimulationTest(seeds = 3)
    void sees(Simulation simulation) {
      LOG.add("ran");
    }
  }

  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @SimulationTest(seeds = 4, cores = 3)
  @interface FourSeeds {}

  static class Meta {
    @FourSeeds
    void counts(Simulation simulation) {
      LOG.add("cores " + simulation.cores());
    }
  }

  static class Inside {
    @SimulationTest(seeds = 1)
    void nests(Simulation simulation) {
      Simulator.run(SimulationOptions.seed(1), inner -> {});
    }
  }

  // ---- what is claimed of them ----

  @Test
  void testsInParallelThatLogAreNotDisturbed() {
    LOG.clear();
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "3")
            .selectors(selectClass(Logging.class))
            .execute();
    assertThat(failures(results)).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isEqualTo(3);
  }

  @Test
  void aTimeoutEndsACampaignAndSaysHowToGoOn() {
    List<Throwable> failures = failures(launch(Endless.class));
    assertThat(failures).hasSize(2).allSatisfy(
        each -> assertThat(each).hasMessageContaining("timed out after 300 milliseconds"));
    assertThat(failures.stream().flatMap(each -> Stream.of(each.getSuppressed())))
        .anySatisfy(
            each -> assertThat(each.getMessage())
                .matches(
                    "(?s).*#inTheSameThread was interrupted after [\\d,]+ of 1,000,000,000 seeds, which passed;"
                        + " @SimulationTest\\(firstSeed = \\d+, seeds = \\d+\\) does the others.*"));
  }

  @Test
  void assertTimeoutPreemptivelyEndsARun() {
    assertThat(
        org.assertj.core.api.Assertions.catchThrowable(
            () -> assertTimeoutPreemptively(
                Duration.ofMillis(300),
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    Simulator.run(SimulationOptions.seed(1), simulation -> {});
                  }
                })))
        .hasMessageContaining("timed out after 300 ms");
  }

  @Test
  void aTemplateIsRefusedWithWhatToDoInstead() {
    List<Throwable> failures = failures(launch(Templates.class));
    assertThat(failures).isNotEmpty().allSatisfy(
        each -> assertThat(each).hasMessageContaining("Leave that out: seeds = N repeats"));
    assertThat(String.join("\n", failures.stream().map(Throwable::getMessage).toList()))
        .contains("#repeated is a @RepeatedTest too", "#parameterized is a @ParameterizedTest too",
            "#factory is a @TestFactory too");
    assertThat(LOG).isEmpty();
  }

  @Test
  void aParameterizedClassGivesEachRunItsArguments() {
    assertThat(failures(launch(ByConstructor.class))).isEmpty();
    assertThat(LOG).containsSubsequence("number 3", "number 4").doesNotContain("number 0");
    assertThat(failures(launch(ByField.class))).isEmpty();
    assertThat(LOG).containsSubsequence("number 3", "number 4").doesNotContain("number 0");
  }

  @Test
  void aFieldThatAnExtensionFillsIsFilledInEachRun() {
    assertThat(failures(launch(Filled.class))).isEmpty();
    assertThat(LOG.stream().distinct())
        .containsExactlyInAnyOrder(
            "true own by an extension 1", "inherited true", "default");
  }

  @Test
  void aFieldThatAnExtensionReplacesIsReplacedInEachRun() {
    assertThat(failures(launch(Replaced.class))).isEmpty();
    assertThat(LOG.stream().distinct()).containsExactly("by an extension 2!");
  }

  @Test
  void aMockThatGoesFromRunToRunIsRefused() {
    assertThat(failures(launch(Mocked.class)))
        .singleElement()
        .satisfies(
            each -> assertThat(each)
                .hasMessageContaining("the field mock is filled by Mockito's extension")
                .hasMessageContaining("MockitoAnnotations.openMocks(this)"));
    assertThat(LOG).isEmpty();
  }

  @Test
  void anAnnotationOfYourOwnIsOne() {
    assertThat(failures(launch(Meta.class))).isEmpty();
    assertThat(LOG).hasSizeGreaterThanOrEqualTo(4).containsOnly("cores 3");
  }

  @Test
  void aSimulationInsideAnotherIsToldClearly() {
    assertThat(failures(launch(Inside.class)))
        .singleElement()
        .satisfies(
            each -> assertThat(each)
                .hasMessageContaining("a simulation must be run by a platform thread"));
  }

  // ---- launching ----

  private static EngineExecutionResults launch(Class<?> tests) {
    LOG.clear();
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute();
  }

  private static List<Throwable> failures(EngineExecutionResults results) {
    return results.allEvents().failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(TestExecutionResult::getThrowable)
        .flatMap(Optional::stream)
        .toList();
  }
}
