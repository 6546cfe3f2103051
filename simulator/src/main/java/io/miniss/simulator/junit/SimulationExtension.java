package io.miniss.simulator.junit;

import io.miniss.simulator.Simulation;
import io.miniss.simulator.replay.ReplayRequest;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What {@link SimulationTest} does. JUnit's own call of the test method, and of the methods before and
 * after it, is left out: {@link SimulatedTest} makes these calls, in each run.
 */
final class SimulationExtension
    implements ExecutionCondition, BeforeEachCallback, InvocationInterceptor, ParameterResolver {

  // ---- which tests ----

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return context.getTestMethod().filter(SimulationExtension::isProperty).isPresent()
        ? ConditionEvaluationResult.disabled("a property, which jqwik runs")
        : condition(context);
  }

  /** Whether {@code method} is a property of jqwik, which reads the annotation itself. */
  private static boolean isProperty(Method method) {
    return Stream.of(method.getAnnotations())
        .map(Annotation::annotationType)
        .anyMatch(
            type -> isPropertyType(type)
                || Stream.of(type.getAnnotations())
                    .anyMatch(each -> isPropertyType(each.annotationType())));
  }

  private static boolean isPropertyType(Class<?> annotation) {
    return annotation.getName().equals("net.jqwik.api.Property");
  }

  /** Whether the test of {@code context} is run, of those that are simulated: all are, or one is replayed. */
  static ConditionEvaluationResult condition(ExtensionContext context) {
    if (context.getTestMethod().isEmpty()) {
      return ConditionEvaluationResult.enabled("only methods are skipped");
    }
    try {
      Optional<ReplayRequest> replay = replay(context);
      if (replay.isPresent() && !isFor(replay.get(), context)) {
        return ConditionEvaluationResult.disabled(replay.get().reasonToSkip());
      }
    } catch (IllegalArgumentException e) {
      return ConditionEvaluationResult.enabled("the test itself says what is wrong");
    }
    return ConditionEvaluationResult.enabled("a simulated test");
  }

  /** The replay that is asked for. */
  static Optional<ReplayRequest> replay(ExtensionContext context) {
    return context.getConfigurationParameter(ReplayRequest.PROPERTY).map(ReplayRequest::of);
  }

  /** Whether the test of {@code context} is to be replayed. */
  static boolean isFor(ReplayRequest replay, ExtensionContext context) {
    return replay.isFor(context.getRequiredTestClass(), context.getRequiredTestMethod());
  }

  // ---- the test ----

  /** Refuses a method that JUnit runs as something else as well: none of that would be simulated. */
  @Override
  public void beforeEach(ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    Optional<Annotation> other =
        Stream.of(method.getAnnotations())
            .filter(
                each -> AnnotationSupport.isAnnotated(each.annotationType(), TestTemplate.class)
                    || each.annotationType() == TestTemplate.class
                    || each.annotationType() == TestFactory.class)
            .findFirst();
    if (other.isPresent()) {
      throw new ExtensionConfigurationException(
          "@SimulationTest "
              + ReplayRequest.name(context.getRequiredTestClass(), method.getName())
              + " is a @"
              + other.get().annotationType().getSimpleName()
              + " too, which JUnit runs outside the simulator. Leave that out: seeds = N repeats; for arguments"
              + " write one @SimulationTest for each that calls a common method, use @ParameterizedClass, or"
              + " draw them with simulation.between or simulation.random");
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

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context) {
    invocation.skip();
    SimulatedTest test;
    Optional<ReplayRequest> replay;
    try {
      replay = replay(context).filter(request -> isFor(request, context));
      test = SimulatedTest.of(context);
      if (replay.isPresent()) {
        test.replay(replay.get());
        return;
      }
    } catch (IllegalArgumentException e) {
      throw new ExtensionConfigurationException(String.valueOf(e.getMessage()), e);
    }
    test.run();
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context) {
    invocation.skip();
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context) {
    invocation.skip();
  }

  // ---- the parameter ----

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Simulation.class
        && parameter.getDeclaringExecutable() instanceof Method;
  }

  /** Null for the calls that are left out. */
  @Override
  public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return SimulatedTest.currentSimulation();
  }
}
