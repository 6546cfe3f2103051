package io.miniss.simulator.junit;

import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Watchdog;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.otherjvm.OtherJvmAudit;
import io.miniss.simulator.weave.WeaveChoice;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs in the simulator under many seeds. Its method may take a {@link Simulation}, and
 * other parameters that JUnit resolves. It has to, or a {@code @BeforeEach} method, where its code is not woven.
 *
 * <p>Each seed is one run: a new instance of the test class, its {@code @BeforeEach} methods, the test
 * method and the {@code @AfterEach} methods, all on the simulated main thread. Any of them may take the
 * {@link Simulation}; then all tests of the class must have this annotation. {@code @BeforeAll},
 * {@code @AfterAll} and the callbacks of other extensions are called once, outside the simulation. A field
 * that an extension has filled ({@code @TempDir}, {@code @Parameter}) has the same value in the instance of
 * each run. A field with a mock of Mockito is refused. With {@code @TestInstance(PER_CLASS)} all runs share
 * the one instance, and the test must leave nothing behind in it.
 *
 * <p>With a portfolio, a short search of the first seed is interleaved with the first seeds, as in any
 * {@link Campaign}. One run in {@value Campaign#DEFAULT_AUDIT} is done twice; if the two differ, that is a
 * failure. If all seeds pass, the first is also run in another JVM and compared ({@link OtherJvmAudit}); the
 * {@code @BeforeAll} methods of the class are called there too.
 *
 * <p>The first run that fails ends the test. The run is shrunk. The error says what failed and how, and
 * contains the option {@code -Dminiss.replay='...'} that repeats this run. The line is also in the report,
 * under {@code miniss.replay}. With the option, only this run of this test is done, once, so a debugger stops
 * at its breakpoints; other tests with this annotation are skipped.
 *
 * <p>Plain Java code is woven ({@link #weave}). Woven classes are not those that JUnit knows, and each run has
 * new static state. So their {@code @BeforeAll} and {@code @AfterAll} methods are called in each run as well.
 *
 * <p>A time-out ({@code @Timeout}) ends the test during the current run. The annotation is refused on a
 * template ({@code @RepeatedTest}, {@code @ParameterizedTest}) and on a {@code @TestFactory}.
 *
 * <p>On a {@code @Property} of jqwik the annotation makes each try of it some of the runs ({@code miniss-properties}
 * has to be on the class path); Jupiter skips the method then.
 *
 * <p>A failed assumption ends its run. If all runs end in this way, the test is aborted.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Test
@ExtendWith(SimulationExtension.class)
public @interface SimulationTest {
  /** For {@link #weave}: the package of the test, and the classes of the project that the test names. */
  String SELF = WeaveChoice.SELF;

  /** For {@link #weave}: nothing. */
  String NONE = WeaveChoice.NONE;

  /** For {@link #weave}: {@link #SELF} where the code would otherwise pass no interleaving point. */
  String AUTO = WeaveChoice.AUTO;

  /** How many seeds. */
  long seeds() default 1_000;

  /** The first of them. */
  long firstSeed() default 0;

  /** The strategy that chooses which thread runs next, as in replay lines. */
  String strategy() default "portfolio";

  /** How many cores {@link Simulation#runtime} gives a runtime. */
  int cores() default SimulationOptions.DEFAULT_CORES;

  /** A run that takes more steps fails. */
  long maxSteps() default SimulationOptions.DEFAULT_MAX_STEPS;

  /** Whether each step costs virtual time, so that deadlines fall between steps. */
  boolean stepCost() default true;

  /** The faults beneath the runtime, as in replay lines: none, few, swarm, or names with probabilities. */
  String faults() default "none";

  /** Faults happen for so many steps; then begins the liveness phase. */
  long faultSteps() default SimulationOptions.DEFAULT_FAULT_STEPS;

  /** A run whose faults have stopped has to end within so many steps. */
  long livenessSteps() default SimulationOptions.DEFAULT_LIVENESS_STEPS;

  /**
   * How long in real time a run may take for one step before it is ended as an escape: off, or a number
   * and ms, s, m or h. The default is that of {@link Watchdog}: 10s, off in a debugger, or what the
   * system property says.
   */
  String watchdog() default "";

  /** Whether a run that fails is shrunk, within 10 seconds. */
  boolean shrink() default true;

  /**
   * Packages or classes, with commas between them, whose plain Java code is woven: each of its accesses to
   * shared state is a step, and its threads, monitors, locks, waits, clocks and random numbers are simulated.
   * The test's own class has to be among them. {@link #SELF} is the package of the test and the classes of the
   * project that it names, {@link #NONE} nothing. By default it is {@link #SELF}, unless these classes use
   * primitives of {@code io.miniss.runtime.shared}, which are interleaved as they are, or cannot be woven; the
   * report entry {@code miniss.woven} says which.
   */
  String weave() default AUTO;

  /**
   * Whether {@code java.util.concurrent} is woven inside as well: each of its accesses to shared state is a step, and
   * not each call. For tests of what its calls do at the same time; runs take many more steps.
   */
  boolean weaveDeep() default false;

  /** Whether a data race in woven code fails the test. */
  boolean races() default true;

  /**
   * A file that lists benign data races, one in each line: a class, or a field or method with its class, a
   * colon and the reason. The annotation {@code BenignRace} in the code has the same effect.
   */
  String benignRaces() default "";
}
