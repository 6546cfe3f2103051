package io.miniss.simulator.weave;

import io.miniss.simulator.weave.hook.WovenCounts;
import io.miniss.simulator.weave.hook.WovenRun;
import io.miniss.simulator.weave.jdk.DeepBodies;
import io.miniss.simulator.weave.rewrite.BenignRaces;
import io.miniss.simulator.weave.rewrite.WeaveCount;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The loaders of one program: one for each carrier, as static state belongs to a loader and runs of different
 * carriers are at the same time. Any thread may call.
 */
final class WovenLoaders {
  private final WovenPackages packages;
  private final URL[] path;
  private final ClassLoader parent;
  private final WovenBytes bytes;
  private final boolean isDeep;
  private final boolean isBehindAgent;
  private final List<Entry> entries = new ArrayList<>();

  /** Of runs that are over. */
  private long points;
  private long benignRaces;
  private long deepPoints;

  private static final class Entry {
    final WeakReference<Thread> carrier;
    WeaveLoader loader;

    /** Of the last run, which itself is not kept once it is over: many threads may have belonged to it. */
    WovenCounts counts = new WovenCounts();

    BooleanSupplier escaped = () -> false;

    Entry(Thread carrier, WeaveLoader loader) {
      this.carrier = new WeakReference<>(carrier);
      this.loader = loader;
    }
  }

  /**
   * The loaders of a program.
   *
   * @throws IllegalStateException if an agent is to count what the program does, and cannot; says why
   */
  WovenLoaders(
      WovenPackages packages, BenignRaces benign, boolean isDeep, URL[] path,
      ClassLoader parent) {
    this.packages = packages;
    this.path = path;
    this.parent = parent;
    this.bytes = new WovenBytes(packages, benign, isDeep);
    this.isDeep = isDeep;
    this.isBehindAgent = CoverageAgent.isPresent();
  }

  WeaveCount count() {
    return bytes.count();
  }

  /** The names of the classes that have been woven by now. */
  Set<String> names() {
    return bytes.names();
  }

  WeaveLoader newLoader() {
    return new WeaveLoader(path, parent, packages, bytes, isBehindAgent);
  }

  /**
   * The loader for {@code run}, which begins on {@code carrier}; its static state is new. After a run that has escaped it
   * is another one: an initialiser may have been left in its middle, and its class can never be used.
   */
  synchronized WeaveLoader begin(Thread carrier, WovenRun run) {
    Entry mine = null;
    for (Entry each : List.copyOf(entries)) {
      Thread known = each.carrier.get();
      if (known == carrier) {
        mine = each;
      } else if (known == null) {
        settle(each.counts);
        entries.remove(each);
      }
    }
    if (mine == null) {
      mine = new Entry(carrier, newLoader());
      entries.add(mine);
    }
    if (mine.escaped.getAsBoolean()) {
      mine.loader = newLoader();
    }
    settle(mine.counts);
    mine.counts = run.counts();
    mine.escaped = run.escaped();
    mine.loader.beginRun();
    return mine.loader;
  }

  private void settle(WovenCounts counts) {
    points += counts.points();
    benignRaces += counts.benignRaces();
    deepPoints += counts.deepPoints();
  }

  /** What was woven and used, in words. */
  synchronized String report() {
    long suppressed = benignRaces;
    long inside = deepPoints;
    for (Entry each : entries) {
      suppressed += each.counts.benignRaces();
      inside += each.counts.deepPoints();
    }
    String uncontrolled = count().uncontrolled();
    return String.format(
        "woven: %s; %,d steps in them; %s%s%s", count().describe(), points() - inside,
        isDeep
            ? String.format(
                "inside java.util.concurrent: %s; %,d steps in them; ", DeepBodies.describe(),
                inside)
            : "",
        uncontrolled.isEmpty()
            ? "nothing seen that no seed controls"
            : "not controlled: " + uncontrolled,
        suppressed == 0 ? "" : String.format("; benign races: %,d", suppressed));
  }

  synchronized long points() {
    long sum = points;
    for (Entry each : entries) {
      sum += each.counts.points();
    }
    return sum;
  }
}
