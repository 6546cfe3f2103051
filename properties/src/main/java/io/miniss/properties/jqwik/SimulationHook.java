package io.miniss.properties.jqwik;

import io.miniss.simulator.Simulation;
import io.miniss.simulator.junit.SimulationTest;
import io.miniss.simulator.replay.ReplayRequest;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import net.jqwik.api.lifecycle.Store;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;

/**
 * Runs the tries of properties that take a {@link Simulation}, or have the annotation {@link SimulationTest}, in the
 * simulator. Found by {@link
 * java.util.ServiceLoader}.
 */
public final class SimulationHook
    implements AroundPropertyHook, AroundTryHook, SkipExecutionHook {
  /** Around all that is done for a try, so that it is done in each run. */
  private static final int OUTERMOST = -1_000;

  /** Within what is done for a property, as a failing run is run again. */
  private static final int INNERMOST = 1_000;

  /** For the service loader. */
  public SimulationHook() {}

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }

  @Override
  public boolean appliesTo(Optional<AnnotatedElement> element) {
    return element
        .filter(Method.class::isInstance)
        .map(Method.class::cast)
        .filter(SimulatedProperty::isSimulated)
        .isPresent();
  }

  // ---- which properties ----

  @Override
  public SkipResult shouldBeSkipped(LifecycleContext context) {
    try {
      if (context instanceof PropertyLifecycleContext property) {
        Optional<ReplayRequest> replay = replay();
        if (replay.isPresent() && !isFor(replay.get(), property)) {
          return SkipResult.skip(replay.get().reasonToSkip());
        }
      }
    } catch (IllegalArgumentException e) {
      return SkipResult.doNotSkip(); // the property itself says what is wrong
    }
    return SkipResult.doNotSkip();
  }

  private static Optional<ReplayRequest> replay() {
    return Optional.ofNullable(System.getProperty(ReplayRequest.PROPERTY)).map(ReplayRequest::of);
  }

  private static boolean isFor(ReplayRequest replay, PropertyLifecycleContext context) {
    return replay.isFor(context.containerClass(), context.targetMethod());
  }

  // ---- the property ----

  @Override
  public int aroundPropertyProximity() {
    return INNERMOST;
  }

  @Override
  public PropertyExecutionResult aroundProperty(
      PropertyLifecycleContext context, PropertyExecutor property) {
    SimulatedProperty simulated = SimulatedProperty.of(context);
    PropertyRuns runs =
        replay()
            .filter(request -> isFor(request, context))
            .<PropertyRuns>map(request -> new Replay(context, simulated, request))
            .orElseGet(() -> new Exploration(context, simulated));
    Store<PropertyRuns> store =
        Store.create(SimulationHook.class, Lifespan.PROPERTY, () -> runs);
    return store.get().finish(property.execute());
  }

  @Override
  public int aroundTryProximity() {
    return OUTERMOST;
  }

  @Override
  public TryExecutionResult aroundTry(
      TryLifecycleContext context, TryExecutor aTry, List<Object> parameters) {
    return Store.<PropertyRuns>get(SimulationHook.class).get().run(aTry, parameters);
  }
}
