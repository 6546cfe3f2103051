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
  private static final int LOOKS = 100;

  private static final long LOOK_MILLIS = 2;

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
    byte[] ender = null;
    try {
      for (int i = 0; i < LOOKS && ender == null && !Carrier.working().isEmpty(); i++) {
        ender = ender();
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
  private static byte @Nullable [] ender() {
    for (Carrier each : Carrier.working()) {
      CarriedRun run = each.current();
      byte[] words = run == null ? null : run.wordsIfItEndsTheJvm();
      if (words != null) {
        return words;
      }
    }
    return null;
  }
}
