package io.miniss.simulator.weave;

import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.weave.hook.WovenRun;
import io.miniss.simulator.weave.jdk.JdkBodies;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.net.URL;
import java.util.Objects;

/** Classes of this JVM's own class path, woven, for runs of whoever calls them. Any thread may call. */
public final class WovenCode {
  private final WovenLoaders loaders;
  private final boolean findsRaces;

  private WovenCode(WovenLoaders loaders, boolean findsRaces) {
    this.loaders = loaders;
    this.findsRaces = findsRaces;
  }

  /**
   * The classes of {@code packages}, which {@code parent} finds unwoven.
   *
   * @throws IllegalArgumentException if {@code packages} cannot be woven; says why
   */
  public static WovenCode of(String packages, ClassLoader parent, boolean findsRaces) {
    WovenPackages woven = WovenPackages.parse(packages);
    JdkBodies.ensure();
    return new WovenCode(new WovenLoaders(woven, new URL[0], parent), findsRaces);
  }

  /** A run begins, whose main thread calls; returns the loader of its classes, whose static state is new. */
  public ClassLoader beginRun() {
    WovenRun run = WovenRun.begin(findsRaces, false);
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
}
