package io.miniss.simulator.junit;

import io.miniss.simulator.LastWords;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationInterruptedException;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.otherjvm.OtherJvmAudit;
import io.miniss.simulator.otherjvm.OtherJvmMain;
import io.miniss.simulator.otherjvm.Program;
import io.miniss.simulator.picture.FailureFiles;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.replay.ReplayRequest;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.search.EventProfile;
import io.miniss.simulator.shrink.Shrinker;
import io.miniss.simulator.weave.WovenCode;
import io.miniss.simulator.weave.WovenMembers;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/**
 * One test method with all its runs. A run makes the instances, calls the methods before, the test and
 * the methods after, as JUnit would, on the simulated main thread. Used by one thread.
 */
final class SimulatedTest implements Scenario {
  private static final System.Logger LOG = System.getLogger(SimulatedTest.class.getName());

  private static final ThreadLocal<@Nullable Simulation> CURRENT = new ThreadLocal<>();

  private final ExtensionContext context;
  private final Method method;
  private final SimulationTest annotation;

  /** Whether the annotation is that of the method, and not made for it. */
  private final boolean isAnnotated;

  private final GivenArguments given = new GivenArguments();
  private final SimulationOptions options;

  /** JUnit's own instances, outermost first, and how many of them serve the runs as well. */
  private final List<Object> instances;

  private final int shared;

  /** By instance: what each run's own is given of it. */
  private final List<FilledFields> filled = new ArrayList<>();

  private final FilledStatics filledStatics = new FilledStatics();
  private final List<List<Method>> before = new ArrayList<>();
  private final List<List<Method>> after = new ArrayList<>();

  /** Whether it is woven, and why not. */
  private final Weaving weaving;

  /** The woven test, or null if nothing is to be woven. */
  private final @Nullable WovenCode woven;

  private long completed;
  private @Nullable TestAbortedException aborted;

  private SimulatedTest(
      ExtensionContext context, SimulationTest annotation, boolean isAnnotated, boolean isLenient) {
    this.context = context;
    this.isAnnotated = isAnnotated;
    this.annotation = annotation;
    this.method = context.getRequiredTestMethod();
    this.options = AnnotatedOptions.of(annotation);
    this.instances = context.getRequiredTestInstances().getAllInstances();
    this.shared = sharedInstances(context, instances);
    for (Object instance : instances.subList(shared, instances.size())) {
      filled.add(new FilledFields(instance, ConstructedFields.of(context, instance)));
    }
    for (Object instance : instances) {
      filledStatics.read(instance.getClass());
      before.add(
          methods(instance.getClass(), BeforeEach.class, HierarchyTraversalMode.TOP_DOWN));
      after.add(
          methods(instance.getClass(), AfterEach.class, HierarchyTraversalMode.BOTTOM_UP));
    }
    this.weaving = Weaving.of(annotation, isLenient, instances, shared, method, before, after);
    this.woven = weaving.code();
  }

  /**
   * The test that {@code context} is about.
   *
   * @throws IllegalArgumentException if its annotation cannot be, or nothing in it is simulated
   */
  static SimulatedTest of(ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    String name = ReplayRequest.name(context.getRequiredTestClass(), method.getName());
    SimulationTest annotation =
        AnnotationSupport.findAnnotation(method, SimulationTest.class).orElseThrow();
    try {
      SimulatedTest test = new SimulatedTest(context, annotation, true, false);
      test.requireSteps();
      return test;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("@SimulationTest " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * The test that {@code context} is about, which knows nothing of the simulator, with {@code settings}.
   *
   * @param isLenient whether a test that cannot be woven is not
   * @throws IllegalArgumentException if these cannot be, or the test cannot be woven; says why
   */
  static SimulatedTest woven(
      ExtensionContext context, SimulationTest settings, boolean isLenient) {
    try {
      return new SimulatedTest(context, settings, false, isLenient);
    } catch (IllegalArgumentException e) {
      String name =
          ReplayRequest.name(
              context.getRequiredTestClass(), context.getRequiredTestMethod().getName());
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /** Code that is not woven is interleaved only where it uses the simulation. */
  private void requireSteps() {
    boolean takesSimulation =
        Stream.concat(Stream.of(method), before.stream().flatMap(List::stream))
            .anyMatch(each -> List.of(each.getParameterTypes()).contains(Simulation.class));
    if (!takesSimulation && woven == null) {
      throw new IllegalArgumentException(
          "neither it nor a method before it takes the Simulation, and its code is not woven ("
              + weaving.whyNot()
              + "): nothing in it would be interleaved");
    }
  }

  /** Whether {@code method} has the annotation. */
  static boolean isSimulationTest(Method method) {
    return AnnotationSupport.isAnnotated(method, SimulationTest.class);
  }

  /** Each run calls {@code method}, of the test's class, with {@code arguments}. */
  void give(Method called, List<@Nullable Object> arguments) {
    given.add(called, arguments);
  }

  /** Whether it is woven. */
  boolean isWoven() {
    return woven != null;
  }

  /** What was woven, or why nothing was. */
  String weaving() {
    return weaving.report();
  }

  /** The simulation that the calling thread is the main thread of, or null. */
  static @Nullable Simulation currentSimulation() {
    return CURRENT.get();
  }

  private static List<Method> methods(
      Class<?> in, Class<? extends Annotation> annotated, HierarchyTraversalMode order) {
    return AnnotationSupport.findAnnotatedMethods(in, annotated, order);
  }

  /** An instance that serves all tests is not made again, nor is one that it is inside of. */
  private static int sharedInstances(ExtensionContext context, List<Object> instances) {
    int sharedOnes = 0;
    Optional<ExtensionContext> at = Optional.of(context);
    for (int i = instances.size() - 1; i >= 0; i--) {
      Class<?> type = instances.get(i).getClass();
      while (at.isPresent() && at.get().getTestClass().filter(type::equals).isEmpty()) {
        at = at.get().getParent();
      }
      boolean perClass =
          at.flatMap(ExtensionContext::getTestInstanceLifecycle)
              .filter(TestInstance.Lifecycle.PER_CLASS::equals)
              .isPresent();
      if (perClass) {
        sharedOnes = Math.max(sharedOnes, i + 1);
      }
    }
    return sharedOnes;
  }

  // ---- as a scenario ----

  @Override
  public String name() {
    return ReplayRequest.name(context.getRequiredTestClass(), method.getName());
  }

  @Override
  public String description() {
    return context.getDisplayName();
  }

  @Override
  public void run(World world) throws Exception {
    Simulation simulation = (Simulation) world;
    simulation.failOnUnobservedFailures();
    CURRENT.set(simulation);
    try {
      ClassLoader loader = woven == null ? null : woven.beginRun();
      if (loader == null) {
        callAll(newInstances(null), null);
      } else {
        callWithStatics(loader);
      }
      completed++;
    } catch (TestAbortedException assumption) {
      aborted = assumption;
    } finally {
      CURRENT.remove();
    }
  }

  /** Static state is new in each run, and so is what the methods before and after all tests make of it. */
  private void callWithStatics(ClassLoader loader) throws Exception {
    filledStatics.fill(loader);
    for (Object each : instances) {
      callStatics(each, BeforeAll.class, HierarchyTraversalMode.TOP_DOWN, loader);
    }
    try {
      callAll(newInstances(loader), loader);
    } finally {
      for (Object each : instances.reversed()) {
        callStatics(each, AfterAll.class, HierarchyTraversalMode.BOTTOM_UP, loader);
      }
    }
  }

  private void callStatics(
      Object instance, Class<? extends Annotation> annotated, HierarchyTraversalMode order,
      ClassLoader loader) {
    for (Method each : methods(instance.getClass(), annotated, order)) {
      context.getExecutableInvoker().invoke(WovenMembers.of(each, loader), null);
    }
  }

  private List<Object> newInstances(@Nullable ClassLoader loader) throws Exception {
    List<Object> made = new ArrayList<>(instances.subList(0, shared));
    for (int i = shared; i < instances.size(); i++) {
      Constructor<?> constructor =
          WovenMembers.of(instances.get(i).getClass(), loader).getDeclaredConstructors()[0];
      Object outer = i == 0 ? null : made.get(i - 1);
      Object instance =
          ConstructorArguments.newInstance(context, instances.get(i), constructor, outer);
      if (instance == null) {
        instance =
            outer == null
                ? context.getExecutableInvoker().invoke(constructor)
                : context.getExecutableInvoker().invoke(constructor, outer);
      }
      filled.get(i - shared).fill(instance);
      made.add(instance);
    }
    return made;
  }

  private void callAll(List<Object> targets, @Nullable ClassLoader loader) throws Exception {
    Throwable thrown = null;
    try {
      for (int i = 0; i < targets.size(); i++) {
        call(before.get(i), targets.get(i), loader);
      }
      call(List.of(method), targets.getLast(), loader);
    } catch (Throwable t) {
      thrown = t;
    }
    for (int i = targets.size() - 1; i >= 0; i--) {
      for (Method each : after.get(i)) {
        try {
          call(List.of(each), targets.get(i), loader);
        } catch (Throwable t) {
          if (thrown == null) {
            thrown = t;
          } else if (thrown != t) {
            thrown.addSuppressed(t);
          }
        }
      }
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof Exception exception) {
      throw exception;
    }
  }

  private void call(List<Method> methods, Object target, @Nullable ClassLoader loader) {
    for (Method each : methods) {
      Method called = WovenMembers.of(each, loader);
      @Nullable Object @Nullable [] arguments = given.of(each);
      if (arguments == null) {
        context.getExecutableInvoker().invoke(called, target);
      } else {
        ReflectionSupport.invokeMethod(called, target, arguments);
      }
    }
  }

  // ---- as a test ----

  /** Runs all seeds; throws the failure of the first that fails. */
  void run() {
    AssertionError noReport = // made while there is memory
        new AssertionError(
            "FAILED " + name()
                + ": the heap is full: simulated code fills it in the runs from seed "
                + annotation.firstSeed()
                + " on, and no report can be made");
    try {
      learnAndRun();
    } catch (OutOfMemoryError full) { // JUnit would end the JVM's tests with it
      boolean _ = LastWords.freeReserve();
      throw noReport;
    }
  }

  private void learnAndRun() {
    SimulationOptions learned;
    try {
      learned =
          options.withStrategy(
              ReplayLine.named(
                  name(), () -> EventProfile.complete(annotation.strategy(), options, this::run)));
    } catch (SimulationInterruptedException e) {
      throw interrupted(0);
    }
    completed = 0; // runs from which the strategy has learned do not count
    aborted = null;
    run(learned);
  }

  private void run(SimulationOptions base) {
    Campaign campaign =
        new Campaign(
            this,
            base,
            annotation.firstSeed(),
            annotation.seeds(),
            Optional.empty(),
            1,
            Campaign.DEFAULT_AUDIT);
    Campaign.Result result = campaign.run(progress -> {});
    result.failure().ifPresent(report -> {
      throw failed(
          annotation.shrink()
              ? report.shrink(this, Shrinker.DEFAULT_RUNS, Shrinker.TEST_LIMIT)
              : report,
          "");
    });
    if (result.isInterrupted()) {
      throw interrupted(result.progress().runs());
    }
    if (completed > 0 && isAnnotated) {
      OtherJvmAudit.compare(
          Program.test(context.getRequiredTestClass(), method, name()),
          base.withSeed(annotation.firstSeed()),
          this::run,
          "")
          .ifPresent(
              different -> {
                throw failed(new FailureReport(name(), different), "");
              });
    }
    throwIfNoneCompleted();
    context.publishReportEntry(Weaving.ENTRY, weaving.report());
    if (result.progress().steps() == 0) {
      String warning =
          name() + ": " + Campaign.NOTHING_INTERLEAVED
              + (woven == null ? "; its code is not woven: " + weaving.whyNot() : "");
      context.publishReportEntry(ReplayRequest.PROPERTY, warning);
      LOG.log(System.Logger.Level.WARNING, warning); // Surefire shows no report entries
    }
  }

  /** JUnit makes a time-out of it where that was the reason, and keeps this as what was suppressed. */
  private AssertionError interrupted(long done) {
    String text =
        String.format(
            "%s was interrupted after %,d of %,d seeds, which passed; @SimulationTest(firstSeed = %d, seeds = %d)"
                + " does the others",
            name(),
            done,
            annotation.seeds(),
            annotation.firstSeed() + done,
            annotation.seeds() - done);
    context.publishReportEntry(ReplayRequest.PROPERTY, text);
    AssertionError error = new AssertionError(text);
    error.setStackTrace(Arrays.copyOf(error.getStackTrace(), 1));
    return error;
  }

  /** Runs the one that {@code request} names, once. */
  void replay(ReplayRequest request) {
    ReplayLine line = request.line();
    SimulationResult result =
        request.recording()
            .map(recording -> recording.replay(this::run))
            .orElseGet(
                () -> {
                  SimulationResult run =
                      Simulator.trace(
                          line.options().withWatchdog(options.watchdog()), this::run);
                  line.requireDrawn(run);
                  return run;
                });
    OtherJvmMain.replayed(result);
    String difference =
        line.traceHash()
            .filter(hash -> !hash.equals(result.traceHashText()))
            .map(
                hash -> "not the same run: hash "
                    + hash
                    + " was recorded, this is "
                    + result.traceHashText()
                    + "; code, test or options are not those of the record, or the run depends on the"
                    + " JVM: see "
                    + OtherJvmAudit.HAZARDS)
            .orElse("");
    if (!difference.isEmpty()) {
      context.publishReportEntry(ReplayRequest.PROPERTY, difference);
      LOG.log(System.Logger.Level.WARNING, difference); // Surefire shows no report entries
    }
    if (!result.isSuccess()) {
      throw failed(new FailureReport(name(), result), difference);
    }
    throwIfNoneCompleted();
  }

  private void throwIfNoneCompleted() {
    if (completed > 0 && woven != null && woven.steps() == 0 && weaving.isAskedFor()) {
      throw new AssertionError(
          name() + " has explored nothing: " + woven.describe()
              + " woven, and no run has made a step in them. The test shares nothing between threads, or"
              + " does so in code that is not woven: name it in weave");
    }
    if (completed == 0 && aborted != null) {
      throw aborted;
    }
  }

  /** What repeats the run of {@code line}; what is no part of the test's own annotation is said as well. */
  private String replayOption(String line) {
    String option = FailureFiles.option(name(), line);
    return !isAnnotated && annotation.weaveDeep()
        ? option + " -D" + WeaveSettings.DEEP + "=true"
        : option;
  }

  private AssertionError failed(FailureReport report, String note) {
    String line = report.line().toString();
    context.publishReportEntry(ReplayRequest.PROPERTY, line);
    String wovenCode = woven == null ? "" : woven.report() + "\n";
    String text =
        report.text(
            this::replayOption,
            wovenCode + FailureFiles.write(name(), report.traced(), line));
    AssertionError error =
        new AssertionError(note.isEmpty() ? text : note + "\n" + text, report.failure().cause());
    // Where the harness stood says nothing: the cause has the place.
    error.setStackTrace(Arrays.copyOf(error.getStackTrace(), 1));
    return error;
  }
}
