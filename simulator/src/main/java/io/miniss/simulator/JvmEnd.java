package io.miniss.simulator;

import io.miniss.simulator.engine.Engine;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is said when the JVM ends while runs are carried. Simulated code may have called {@code System.exit}: then the run
 * is named, and the JVM ends with status {@value #STATUS}, whatever was asked for, as a test run that was cut off must
 * not look like one that passed. (That code which is not woven calls {@code Runtime.halt} cannot be told of: nothing of
 * the JVM runs after it.)
 */
final class JvmEnd {
  /** The exit status of a JVM that simulated code has ended. */
  static final int STATUS = 1;

  /** How long other shutdown hooks have. */
  private static final long OTHERS_MILLIS = 1_000;

  /** For how long to wait until the engine has seen which run ends the JVM, if one does. */
  private static final int LOOKS = 150;

  private static final long LOOK_MILLIS = 2;

  static {
    Thread lastWords = Thread.ofPlatform().name("simulation-last-words").unstarted(JvmEnd::jvmEnds);
    try {
      Runtime.getRuntime().addShutdownHook(lastWords);
    } catch (IllegalStateException endsAlready) {
      // No run has begun, so there is nothing to tell.
    }
  }

  private JvmEnd() {}

  /** Makes sure that the end of the JVM is noticed. Called before the first run, outside the simulation. */
  static void prepare() {
    LastWords.prepare();
  }

  /** Ends the JVM at once, as nothing can be done in it any more. What there was to say has been said. */
  static void halt() {
    Runtime.getRuntime().halt(STATUS);
  }

  private static void jvmEnds() {
    if (LastWords.untold().isEmpty()
        && Carrier.working().isEmpty()
        && !Engine.isJvmEndedByRun()) {
      return;
    }
    Engine.jvmEnds();
    try {
      for (int i = 0; i < LOOKS && !Engine.isJvmEndedByRun(); i++) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
      LastWords.untold().forEach(LastWords::say);
      if (Engine.isJvmEndedByRun()) {
        if (!LastWords.sayLastFailure()) { // it has ended the JVM before its failure had words
          boolean _ = sayEndedRuns("a thread of the run has called System.exit");
        }
        haltAfterOthers();
      } else if (sayEndedRuns(Engine.callerOfExit())) {
        haltAfterOthers();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Tells of the runs in whose middle the JVM ends, if somebody has called {@code System.exit}, as {@code caller} says.
   * That may be a thread that is none of theirs: one that the program has started by itself, or a carrier that checks
   * the end of a run. Returns whether there is such a run. (A signal ends the JVM otherwise.)
   */
  private static boolean sayEndedRuns(@Nullable String caller) {
    boolean isThereOne = false;
    if (caller != null) {
      for (Carrier each : Carrier.working()) {
        CarriedRun run = each.current();
        if (run != null) {
          run.sayEnded(caller);
          isThereOne = true;
        }
      }
    }
    return isThereOne;
  }

  private static void haltAfterOthers() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(OTHERS_MILLIS);
    Runtime.getRuntime().halt(STATUS);
  }
}
