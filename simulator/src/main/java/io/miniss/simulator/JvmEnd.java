package io.miniss.simulator;

import io.miniss.simulator.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is said when the JVM ends while runs are carried. Simulated code may have called {@code System.exit}: then the run is
 * named, and the JVM ends with status {@value #STATUS}, whatever was asked for, as a test run that was cut off must
 * not look like one that passed. ({@code Runtime.halt} cannot be told of: nothing of the JVM runs after it.)
 */
final class JvmEnd {
  /** The exit status of a JVM that simulated code has ended. */
  static final int STATUS = 1;

  /** How long other shutdown hooks have. */
  private static final long OTHERS_MILLIS = 1_000;

  /** For how long to look for the thread that ends the JVM, while it goes from one wait to another. */
  private static final int LOOKS = 150;

  private static final long LOOK_MILLIS = 2;

  /** A run that makes no progress for so many looks is looked at; others are not disturbed. */
  private static final int STILL_LOOKS = 25;

  /** A carrier, and for how many looks its run has made no progress. */
  private static final class Seen {
    final Carrier carrier;
    private @Nullable CarriedRun run;
    private long progress;
    private int still;

    Seen(Carrier carrier) {
      this.carrier = carrier;
    }

    /** What to say of the run if one of its threads ends the JVM, or null. */
    byte @Nullable [] look() {
      CarriedRun now = carrier.current();
      long steps = now == null ? 0 : now.progress();
      if (now == null || now != run || steps != progress) {
        run = now;
        progress = steps;
        still = 0;
        return null;
      }
      still++;
      return still < STILL_LOOKS ? null : now.wordsIfItEndsTheJvm();
    }
  }

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("simulation-last-words").unstarted(JvmEnd::jvmEnds));
  }

  private JvmEnd() {}

  /** Makes sure that the end of the JVM is noticed. Called before the first run, outside the simulation. */
  static void prepare() {
    // the class is initialised
  }

  private static void jvmEnds() {
    if (LastWords.untold().isEmpty() && Carrier.working().isEmpty()) {
      return;
    }
    Engine.jvmEnds();
    List<Seen> working = Carrier.working().stream().map(Seen::new).toList();
    byte[] ender = null;
    try {
      for (int i = 0; i < LOOKS && ender == null && !Carrier.working().isEmpty(); i++) {
        ender = ender(working);
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
      List<byte[]> all = new ArrayList<>(LastWords.untold());
      if (ender != null) {
        all.add(ender);
      }
      all.forEach(LastWords::say);
      if (ender != null) {
        TimeUnit.MILLISECONDS.sleep(OTHERS_MILLIS);
        Runtime.getRuntime().halt(STATUS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What to say of the run that has a thread in {@code System.exit}, or null. */
  private static byte @Nullable [] ender(List<Seen> working) {
    for (Seen each : working) {
      byte[] words = each.look();
      if (words != null) {
        return words;
      }
    }
    return null;
  }
}
