package io.miniss.simulator.weave;

import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.weave.hook.RuntimeOrder;
import io.miniss.simulator.weave.hook.WovenRun;
import io.miniss.simulator.weave.jdk.JdkBodies;
import io.miniss.simulator.weave.rewrite.BenignRaces;
import io.miniss.simulator.weave.rewrite.WeaveCount;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program with a {@code main} method as a scenario: its classes are woven, and each run is one call of {@code
 * main} with everything that it starts. May be run by several threads at once.
 */
public final class JavaProgram implements Scenario {
  /** What the name of such a scenario begins with. */
  public static final String PREFIX = ProgramName.PREFIX;

  private final ProgramSettings settings;
  private final WovenLoaders loaders;

  private JavaProgram(ProgramSettings settings, WovenLoaders loaders) {
    this.settings = settings;
    this.loaders = loaders;
  }

  /**
   * The program of {@code settings}; looks at its class files, and runs nothing.
   *
   * @throws IllegalArgumentException if there is no such class or no {@code main} method in it, or if it cannot
   *     be woven; says why
   */
  public static JavaProgram of(ProgramSettings settings) {
    if (!settings.packages().contains(settings.mainClass())) {
      throw new IllegalArgumentException(
          "nothing of the program would be woven: " + settings.mainClass() + " is not in "
              + settings.packages());
    }
    JdkBodies.ensure();
    WovenLoaders loaders =
        new WovenLoaders(
            settings.packages(),
            settings.benignRaces()
                .map(BenignRaces::read)
                .orElseGet(BenignRaces::annotated),
            urls(settings.classPath()), JavaProgram.class.getClassLoader());
    JavaProgram program = new JavaProgram(settings, loaders);
    program.main(loaders.newLoader());
    return program;
  }

  /** Whether {@code name} is that of a program. */
  public static boolean isName(String name) {
    return name.startsWith(PREFIX);
  }

  /**
   * The program that {@code name} is the {@link #name} of.
   *
   * @throws IllegalArgumentException as {@link #of}, and if the name cannot be read
   */
  public static JavaProgram named(String name, boolean isMuted) {
    return of(ProgramName.parse(name, isMuted));
  }

  /**
   * What the command line says of a program.
   *
   * @param packages what to weave; empty for the package of the class
   * @param classPath directories and jars, separated as on a class path
   */
  public static ProgramSettings settings(
      String mainClass, List<String> arguments, String classPath, String packages,
      boolean findsRaces, Optional<Path> benignRaces, boolean isMuted) {
    return new ProgramSettings(
        mainClass,
        List.copyOf(arguments),
        ProgramName.path(classPath),
        WovenPackages.parse(
            packages.isEmpty() ? ProgramName.defaultPackages(mainClass) : packages),
        findsRaces,
        benignRaces,
        isMuted);
  }

  /**
   * What was woven, and how much of it the runs have used, in words.
   *
   * @throws IllegalArgumentException if no run has made a step in woven code: then nothing was explored
   */
  public String report() {
    if (steps() == 0) {
      throw new IllegalArgumentException(
          "nothing was explored: " + count()
              + ", and no run has made a step in them. The program shares"
              + " nothing between threads, or does so in code outside "
              + settings.packages() + ": weave that as well");
    }
    return loaders.report();
  }

  private static URL[] urls(List<Path> path) {
    List<URL> urls = new ArrayList<>();
    for (Path each : path) {
      if (!Files.exists(each)) {
        throw new IllegalArgumentException("the class path has what is not there: " + each);
      }
      try {
        urls.add(each.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException("the class path cannot hold " + each, e);
      }
    }
    return urls.toArray(URL[]::new);
  }

  /** How much of it has been woven by now. */
  public WeaveCount count() {
    return loaders.count();
  }

  /** How many steps woven code has made in all runs by now. */
  public long steps() {
    return loaders.points();
  }

  /** What it was made of. */
  public ProgramSettings settings() {
    return settings;
  }

  @Override
  public String name() {
    return ProgramName.of(settings);
  }

  /** As {@link #name}, without what the class follows from. */
  public String shortName() {
    return PREFIX + settings.mainClass();
  }

  @Override
  public String description() {
    return "the main method of " + settings.mainClass();
  }

  @Override
  public void run(World world) throws Exception {
    WovenRun run = WovenRun.begin(settings.findsRaces(), settings.isMuted());
    RuntimeOrder.track(run);
    WeaveLoader loader =
        loaders.begin(Objects.requireNonNull(RunThread.current()).run().carrier(), run);
    Thread.currentThread().setContextClassLoader(loader);
    Method main = main(loader);
    try {
      Object target = null;
      if (!Modifier.isStatic(main.getModifiers())) {
        Constructor<?> constructor = main.getDeclaringClass().getDeclaredConstructor();
        constructor.setAccessible(true);
        target = constructor.newInstance();
      }
      if (main.getParameterCount() == 0) {
        main.invoke(target);
      } else {
        main.invoke(target, (Object) settings.arguments().toArray(String[]::new));
      }
    } catch (InvocationTargetException e) {
      throw run.mainThrew(Objects.requireNonNull(e.getCause()));
    }
  }

  private Method main(WeaveLoader loader) {
    return loader.entry(() -> find(loader));
  }

  private Method find(WeaveLoader loader) {
    Class<?> type;
    try {
      type = Class.forName(settings.mainClass(), false, loader);
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      throw new IllegalArgumentException(
          "there is no class " + settings.mainClass() + " on the class path"
              + (settings.classPath().isEmpty() ? "" : " " + settings.classPath()),
          e);
    }
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      Method main = mainOf(at);
      if (main != null) {
        main.setAccessible(true);
        return main;
      }
    }
    throw new IllegalArgumentException(
        "the class " + settings.mainClass() + " has no main method");
  }

  /** The one with arguments comes first, as in the JVM. */
  private static @Nullable Method mainOf(Class<?> type) {
    Method withoutArguments = null;
    for (Method each : type.getDeclaredMethods()) {
      if (each.getName().equals("main")) {
        if (Arrays.equals(each.getParameterTypes(), new Class<?>[] {String[].class})) {
          return each;
        }
        if (each.getParameterCount() == 0) {
          withoutArguments = each;
        }
      }
    }
    return withoutArguments;
  }
}
