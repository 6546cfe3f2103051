package io.miniss.simulator.weave;

import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.weave.hook.RuntimeOrder;
import io.miniss.simulator.weave.hook.WovenRun;
import io.miniss.simulator.weave.jdk.DeepBodies;
import io.miniss.simulator.weave.jdk.JdkBodies;
import io.miniss.simulator.weave.rewrite.BenignRaces;
import io.miniss.simulator.weave.rewrite.NamedClasses;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Classes of this JVM's own class path, woven, for runs of whoever calls them. Any thread may call. */
public final class WovenCode {
  private final WovenPackages packages;
  private final WovenLoaders loaders;
  private final boolean findsRaces;
  private final boolean isDeep;

  private WovenCode(
      WovenPackages packages, WovenLoaders loaders, boolean findsRaces, boolean isDeep) {
    this.packages = packages;
    this.loaders = loaders;
    this.findsRaces = findsRaces;
    this.isDeep = isDeep;
  }

  /**
   * The classes of {@code packages}, which {@code parent} finds unwoven.
   *
   * @param isDeep whether accesses inside {@code java.util.concurrent} are steps
   * @param benignRaces a file that lists races that do no harm
   */
  public static WovenCode of(
      WovenPackages packages, ClassLoader parent, boolean findsRaces, boolean isDeep,
      Optional<Path> benignRaces) {
    BenignRaces benign = BenignNames.read(benignRaces, parent);
    if (isDeep) {
      DeepBodies.ensure();
    } else {
      JdkBodies.ensure();
    }
    return new WovenCode(
        packages, new WovenLoaders(packages, benign, isDeep, new URL[0], parent), findsRaces,
        isDeep);
  }

  /**
   * The package of {@code type}, and the classes of the project that it names, directly or through others.
   *
   * @throws IllegalArgumentException if it cannot be woven; says why
   */
  public static WovenPackages around(Class<?> type) {
    String home = type.getPackageName();
    WovenPackages.parse(home.isEmpty() ? type.getName().replace('$', '.') : home);
    Set<String> names = NamedClasses.of(type).outside(home);
    if (!home.isEmpty()) {
      names.add(home);
    }
    return WovenPackages.of(names);
  }

  /**
   * Whether {@code type} is to be woven where nobody has said so: it is no class of miniss, and neither it nor a
   * class of the project that it names uses primitives of the runtime, which are interleaved as they are.
   */
  public static boolean isPlain(Class<?> type) {
    return WovenPackages.mayBeWoven(type.getName()) && !NamedClasses.of(type).usePrimitives();
  }

  /** Whether {@code type}, or a class of the project that it names, uses Mockito. */
  public static boolean usesMocks(Class<?> type) {
    return NamedClasses.of(type).useMocks();
  }

  /** Whether {@code type} is one of its classes. */
  public boolean contains(Class<?> type) {
    return packages.contains(type.getName());
  }

  /** A run begins, whose main thread calls; returns the loader of its classes, whose static state is new. */
  public ClassLoader beginRun() {
    WovenRun run = WovenRun.begin(findsRaces, false, isDeep);
    RuntimeOrder.track(run);
    return loaders.begin(Objects.requireNonNull(RunThread.current()).run().carrier(), run);
  }

  /** How many steps woven code has made in all runs by now. */
  public long steps() {
    return loaders.points();
  }

  /** How much has been woven by now. */
  public String describe() {
    return loaders.count().describe();
  }

  /** What was woven, how much of it was used, and what is not controlled, in words. */
  public String report() {
    return loaders.report();
  }
}
