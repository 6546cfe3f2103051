package io.miniss.simulator.weave;

import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.weave.hook.RuntimeOrder;
import io.miniss.simulator.weave.hook.WovenRun;
import io.miniss.simulator.weave.jdk.DeepBodies;
import io.miniss.simulator.weave.jdk.JdkBodies;
import io.miniss.simulator.weave.rewrite.BenignRaces;
import io.miniss.simulator.weave.rewrite.WeaveCount;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A program with a {@code main} method as a scenario: its classes are woven, and each run is one call of {@code
 * main} with everything that it starts. May be run by several threads at once.
 */
public final class JavaProgram implements Scenario {
  /** What the name of such a scenario begins with. */
  public static final String PREFIX = ProgramName.PREFIX;

  private final ProgramSettings settings;
  private final Entry entry;
  private final WovenLoaders loaders;

  private JavaProgram(ProgramSettings settings, Entry entry, WovenLoaders loaders) {
    this.settings = settings;
    this.entry = entry;
    this.loaders = loaders;
  }

  /**
   * The program of {@code settings}; looks at its class files, and runs nothing.
   *
   * @throws IllegalArgumentException if there is no such class or no {@code main} method in it, or if it cannot
   *     be woven; says why
   */
  public static JavaProgram of(ProgramSettings settings) {
    if (settings.className().indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "the name of a class has dots, as in " + settings.className().replace('/', '.') + ": \""
              + settings.className() + "\"");
    }
    if (!settings.packages().contains(settings.className())) {
      throw new IllegalArgumentException(
          "nothing of the program would be woven: " + settings.className() + " is not in "
              + settings.packages());
    }
    if (settings.isDeep()) {
      DeepBodies.ensure();
    } else {
      JdkBodies.ensure();
    }
    URL[] path = ClassPath.urls(settings.classPath());
    WovenLoaders loaders =
        new WovenLoaders(
            settings.packages(), BenignNames.read(settings.benignRaces(), path),
            settings.isDeep(), path,
            JavaProgram.class.getClassLoader());
    Entry entry =
        JUnitTest.isName(settings.mainClass())
            ? new JUnitTest(settings.mainClass())
            : new MainMethod(settings);
    try {
      entry.check(loaders.newLoader());
    } catch (LinkageError e) {
      throw incomplete(settings, e);
    }
    return new JavaProgram(settings, entry, loaders);
  }

  private static IllegalArgumentException incomplete(ProgramSettings settings, LinkageError cause) {
    String missing =
        cause instanceof NoClassDefFoundError
            ? " needs a class that is not on the class path: " + cause.getMessage()
            : " does not fit what is on the class path: " + cause;
    return new IllegalArgumentException("the class " + settings.className() + missing, cause);
  }

  /**
   * The test methods of the class that {@code settings} names, each a program; or the one that it names.
   *
   * @throws IllegalArgumentException as {@link #of}, and if there is none
   */
  public static List<JavaProgram> tests(ProgramSettings settings) {
    if (JUnitTest.isName(settings.mainClass())) {
      return List.of(of(settings));
    }
    if (!settings.packages().contains(settings.className())) {
      return List.of(of(settings)); // says so
    }
    WovenLoaders loaders =
        new WovenLoaders(
            settings.packages(), BenignRaces.annotated(), settings.isDeep(),
            ClassPath.urls(settings.classPath()),
            JavaProgram.class.getClassLoader());
    Class<?> type = loaders.newLoader().named(settings.className());
    List<JavaProgram> tests = new ArrayList<>();
    for (String each : methods(settings, type)) {
      tests.add(of(settings.ofClass(settings.className() + "#" + each)));
    }
    if (tests.isEmpty()) {
      throw new IllegalArgumentException(
          "the class " + settings.className() + " has no test method of JUnit 3, 4 or 5");
    }
    return tests;
  }

  private static Set<String> methods(ProgramSettings settings, Class<?> type) {
    try {
      return JUnitMethods.of(type).keySet();
    } catch (LinkageError e) {
      throw incomplete(settings, e);
    }
  }

  /** {@code name} for people: without what the class of a program follows from. */
  public static String title(String name) {
    int end = isName(name) ? name.indexOf(' ') : -1;
    return end < 0 ? name : name.substring(0, end);
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

  /** The class path in {@code name}, which {@link #isName is} that of a program. */
  public static List<Path> classPath(String name) {
    return ProgramName.parse(name, true).classPath();
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
        ClassPath.parse(classPath),
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
    List<String> unused = settings.packages().without(loaders.names());
    return loaders.report()
        + (unused.isEmpty()
            ? ""
            : "; no class that was loaded is of " + String.join(", ", unused));
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
    return entry.description();
  }

  @Override
  public void run(World world) throws Exception {
    WovenRun run = WovenRun.begin(settings.findsRaces(), settings.isMuted(), settings.isDeep());
    RuntimeOrder.track(run);
    WeaveLoader loader =
        loaders.begin(Objects.requireNonNull(RunThread.current()).run().carrier(), run);
    Thread.currentThread().setContextClassLoader(loader);
    try {
      entry.run(loader);
    } catch (Throwable thrown) {
      throw run.mainThrew(thrown);
    }
    if (entry.endsRun()) {
      throw run.exit();
    }
  }
}
