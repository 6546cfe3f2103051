package io.miniss.simulator.junit;

import io.miniss.simulator.replay.ReplayRequest;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs existing tests in the simulator, unchanged: with {@code @ExtendWith(Weave.class)}, each call of a test method
 * becomes many, one a seed, on woven classes, as with {@link SimulationTest}. Methods with that annotation are left
 * to it. JUnit's configuration parameters {@code miniss.seeds}, {@code miniss.weave}, {@code miniss.races}, {@code
 * miniss.weave-deep}, {@code miniss.strategy}, {@code miniss.faults} and {@code miniss.benign-races} say what attributes of the annotation do.
 *
 * <p>With {@code miniss.weave} given and {@code junit.jupiter.extensions.autodetection.enabled=true} the annotation
 * is not needed: then all tests are woven that can be.
 */
public class Weave
    implements BeforeEachCallback, ExecutionCondition, InvocationInterceptor {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(Weave.class);

  /** Made by JUnit. */
  public Weave() {}

  /** Whether tests that cannot be woven are run as they are. */
  boolean isLenient() {
    return false;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return isFor(context)
        ? SimulationExtension.condition(context)
        : ConditionEvaluationResult.enabled("not woven");
  }

  /** Whether the tests of {@code context} are for this extension. */
  boolean isFor(ExtensionContext context) {
    return context.getTestMethod()
        .filter(each -> !SimulatedTest.isSimulationTest(each))
        .isPresent();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!isFor(context)) {
      return;
    }
    SimulatedTest test;
    try {
      test = SimulatedTest.woven(context, WeaveSettings.of(context), isLenient());
    } catch (IllegalArgumentException e) {
      throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
    }
    if (test.isWoven()) {
      context.getStore(NAMESPACE).put(SimulatedTest.class, test);
    } else {
      context.publishReportEntry(Weaving.ENTRY, test.weaving());
    }
  }

  /** What is kept of an instance is kept no longer than its test. */
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(
      ExtensionContext rootContext) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public <T> T interceptTestClassConstructor(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Constructor<T>> invocationContext,
      ExtensionContext context)
      throws Throwable {
    T instance = invocation.proceed();
    ConstructorArguments.keep(context, instance, invocationContext.getArguments());
    ConstructedFields.keep(context, instance);
    return instance;
  }

  private static Optional<SimulatedTest> test(ExtensionContext context) {
    return Optional.ofNullable(
        context.getStore(NAMESPACE).get(SimulatedTest.class, SimulatedTest.class));
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context) throws Throwable {
    Optional<SimulatedTest> test = test(context);
    if (test.isEmpty()) {
      invocation.proceed();
      return;
    }
    invocation.skip();
    test.get().give(invocationContext.getExecutable(), invocationContext.getArguments());
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context) throws Throwable {
    Optional<SimulatedTest> woven = test(context);
    if (woven.isEmpty()) {
      invocation.proceed();
      return;
    }
    invocation.skip();
    SimulatedTest test = woven.get();
    test.give(invocationContext.getExecutable(), invocationContext.getArguments());
    Optional<ReplayRequest> replay =
        SimulationExtension.replay(context)
            .filter(request -> SimulationExtension.isFor(request, context));
    if (replay.isPresent()) {
      test.replay(replay.get());
    } else {
      test.run();
    }
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context) throws Throwable {
    interceptTestMethod(invocation, invocationContext, context);
  }

  @Override
  public <T extends @Nullable Object> T interceptTestFactoryMethod(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context) throws Throwable {
    if (test(context).isPresent() && !isLenient()) {
      throw new ExtensionConfigurationException(
          "the tests of a @TestFactory are not woven: write methods for them, or leave the factory out of a class"
              + " with @ExtendWith(Weave.class)");
    }
    return invocation.proceed();
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context) throws Throwable {
    if (test(context).isPresent()) {
      invocation.skip(); // each run has called it
    } else {
      invocation.proceed();
    }
  }
}
