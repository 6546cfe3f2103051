package io.miniss.simulator.weave;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A test method of JUnit 3, 4 or 5, which the JUnit on the program's own class path runs, with all that belongs to
 * the test: methods before and after, rules, extensions. JUnit itself is not woven.
 */
final class JUnitTest implements Entry {
  private final String type;
  private final String method;

  /** {@code name} is a class and a method with {@code #} between them. */
  JUnitTest(String name) {
    int hash = name.indexOf('#');
    this.type = name.substring(0, hash);
    this.method = name.substring(hash + 1);
  }

  /** Whether {@code name} is that of a test method. */
  static boolean isName(String name) {
    return name.indexOf('#') > 0;
  }

  @Override
  public void check(WeaveLoader loader) {
    Class<?> test = loader.named(type);
    Map<String, JUnitMethods.Runner> methods = JUnitMethods.of(test);
    JUnitMethods.Runner runner = methods.get(method);
    if (runner == null) {
      throw new IllegalArgumentException(
          "the class " + type + " has no test method \"" + method + "\""
              + (methods.isEmpty()
                  ? ", and no other"
                  : "; it has " + String.join(", ", methods.keySet())));
    }
    switch (runner) {
      case SIMULATION -> throw new IllegalArgumentException(
          type + "#" + method + " is a @SimulationTest, which runs in the simulator by itself:"
              + " run it with JUnit");
      case JUNIT_4 -> loader.kept(() -> new Core(loader));
      case PLATFORM -> loader.kept(() -> new Platform(loader));
    }
  }

  @Override
  public void run(WeaveLoader loader) throws Throwable {
    Class<?> test = loader.named(type);
    Object runner =
        loader.kept(
            () -> JUnitMethods.of(test).get(method) == JUnitMethods.Runner.JUNIT_4
                ? new Core(loader)
                : new Platform(loader));
    Throwable thrown =
        runner instanceof Core core
            ? core.run(test, method)
            : ((Platform) runner).run(test, method);
    if (thrown != null) {
      throw thrown;
    }
  }

  @Override
  public boolean endsRun() {
    return true;
  }

  @Override
  public String description() {
    return "the test " + type + "#" + method;
  }

  private static Class<?> load(WeaveLoader loader, String name, String jar) {
    try {
      return Class.forName(name, true, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("the class path has no " + jar + ", which runs the test",
          e);
    }
  }

  private static @Nullable Object invoke(
      Method method, @Nullable Object target, @Nullable Object... arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  /** That JUnit has run nothing passes for success too easily. */
  private static AssertionError nothingRan(Class<?> test, String method) {
    return new AssertionError(
        "JUnit has not run " + test.getName() + "#" + method
            + ": it is disabled, or has no arguments");
  }

  /** The runner of JUnit 4. */
  private static final class Core {
    private final Method request;
    private final Class<?> core;
    private final Method run;
    private final Method runCount;
    private final Method failures;
    private final Method thrown;

    Core(WeaveLoader loader) {
      try {
        Class<?> requests = load(loader, "org.junit.runner.Request", "junit-4.*.jar");
        request = requests.getMethod("method", Class.class, String.class);
        core = load(loader, "org.junit.runner.JUnitCore", "junit-4.*.jar");
        run = core.getMethod("run", requests);
        runCount = run.getReturnType().getMethod("getRunCount");
        failures = run.getReturnType().getMethod("getFailures");
        thrown =
            load(loader, "org.junit.runner.notification.Failure", "junit-4.*.jar")
                .getMethod("getException");
      } catch (NoSuchMethodException e) {
        throw new IllegalArgumentException("the JUnit 4 on the class path is another one", e);
      }
    }

    @Nullable Throwable run(Class<?> test, String method) throws Throwable {
      Object result =
          invoke(
              run, core.getConstructor().newInstance(), invoke(request, null, test, method));
      List<?> failed = (List<?>) Objects.requireNonNull(invoke(failures, result));
      if (!failed.isEmpty()) {
        return (Throwable) invoke(thrown, failed.getFirst());
      }
      return Objects.equals(invoke(runCount, result), 0) ? nothingRan(test, method) : null;
    }
  }

  /** The launcher of the JUnit Platform. */
  private static final class Platform {
    private final WeaveLoader loader;
    private final Object launcher;
    private final Method execute;
    private final Method selectMethod;
    private final Method request;
    private final Method selectors;
    private final Method build;
    private final Class<?> listener;

    Platform(WeaveLoader loader) {
      this.loader = loader;
      String jar = jar();
      Thread me = Thread.currentThread();
      ClassLoader before = me.getContextClassLoader();
      me.setContextClassLoader(loader);
      try {
        Class<?> factory = load(loader, "org.junit.platform.launcher.core.LauncherFactory", jar);
        launcher = Objects.requireNonNull(factory.getMethod("create").invoke(null));
        listener = load(loader, "org.junit.platform.launcher.TestExecutionListener", jar);
        Class<?> requests =
            load(loader, "org.junit.platform.launcher.LauncherDiscoveryRequest", jar);
        execute =
            load(loader, "org.junit.platform.launcher.Launcher", jar)
                .getMethod("execute", requests, listener.arrayType());
        selectMethod =
            load(loader, "org.junit.platform.engine.discovery.DiscoverySelectors", jar)
                .getMethod("selectMethod", Class.class, Method.class);
        Class<?> builder =
            load(
                loader, "org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder", jar);
        request = builder.getMethod("request");
        selectors = builder.getMethod("selectors", List.class);
        build = builder.getMethod("build");
      } catch (InvocationTargetException e) {
        throw new IllegalArgumentException(
            "the launcher of the JUnit on the class path cannot be made: " + e.getCause(), e);
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException("the JUnit on the class path is another one", e);
      } finally {
        me.setContextClassLoader(before);
      }
    }

    /** Maven and Gradle add the launcher by themselves, so it is often missing on a class path. */
    private String jar() {
      URL engine = loader.getResource("org/junit/platform/engine/TestEngine.class");
      String place = engine == null ? "" : engine.toString();
      int name = place.indexOf("junit-platform-engine-");
      String version =
          name < 0
              ? ""
              : place.substring(name + "junit-platform-engine-".length(),
                  place.indexOf(".jar", name));
      return "junit-platform-launcher"
          + (version.isEmpty()
              ? ""
              : " (org.junit.platform:junit-platform-launcher:" + version + ")");
    }

    @Nullable Throwable run(Class<?> test, String name) throws Throwable {
      Method method = method(test, name);
      Object builder = invoke(request, null);
      invoke(selectors, builder,
          List.of(Objects.requireNonNull(invoke(selectMethod, null, test, method))));
      Outcome outcome = new Outcome();
      Object listeners = Array.newInstance(listener, 1);
      Array.set(
          listeners, 0,
          Proxy.newProxyInstance(
              loader, new Class<?>[] {listener},
              (proxy, called, arguments) -> outcome.told(proxy, called, arguments)));
      invoke(execute, launcher, invoke(build, builder), listeners);
      return outcome.thrown == null && outcome.tests == 0
          ? nothingRan(test, name)
          : outcome.thrown;
    }

    private static Method method(Class<?> test, String name) {
      for (Class<?> at = test; at != null; at = at.getSuperclass()) {
        Optional<Method> found =
            Arrays.stream(at.getDeclaredMethods())
                .filter(each -> each.getName().equals(name) && !each.isSynthetic())
                .findFirst();
        if (found.isPresent()) {
          return found.get();
        }
      }
      throw new IllegalArgumentException(test + " has no method " + name);
    }
  }

  /** What the listener hears. */
  private static final class Outcome {
    private @Nullable Throwable thrown;
    private int tests;

    @Nullable Object told(Object proxy, Method called, @Nullable Object @Nullable [] arguments)
        throws Throwable {
      if (called.getDeclaringClass() == Object.class) {
        return switch (called.getName()) {
          case "hashCode" -> 1;
          case "equals" -> arguments != null && proxy == arguments[0];
          default -> "listener";
        };
      }
      if (called.getName().equals("executionFinished") && arguments != null) {
        finished(Objects.requireNonNull(arguments[0]), Objects.requireNonNull(arguments[1]));
      }
      return null;
    }

    private void finished(Object test, Object result) throws Throwable {
      boolean isTest =
          Boolean.TRUE.equals(invoke(test.getClass().getMethod("isTest"), test));
      String status =
          String.valueOf(invoke(result.getClass().getMethod("getStatus"), result));
      if (isTest) {
        tests++; // also where an assumption does not hold under this seed
      }
      Optional<?> failure =
          (Optional<?>) Objects.requireNonNull(
              invoke(result.getClass().getMethod("getThrowable"), result));
      if (thrown == null && status.equals("FAILED")) {
        thrown =
            failure.map(Throwable.class::cast)
                .orElseGet(() -> new AssertionError(test + " has failed"));
      }
    }
  }
}
