package io.miniss.simulator.weave.jdk;

import io.miniss.simulator.addopens.AddOpens;
import io.miniss.simulator.addopens.Undisturbed;
import org.jspecify.annotations.Nullable;

/**
 * Makes the JDK of this process use simulated threads, waits, clocks and randomness on threads of simulations. A
 * JVM that was started with {@link JdkPatch#flags} has the rewritten bodies already; in another one an agent
 * that attaches to this process retransforms the classes, once. The runs are the same either way; without an
 * agent they are faster.
 */
public final class JdkBodies {
  private JdkBodies() {}

  /**
   * Returns when that is done.
   *
   * @throws IllegalStateException if this JVM does not allow it; says why
   */
  public static void ensure() {
    String refusal = Attempt.REFUSAL;
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
  }

  /** Whether this JVM was started with rewritten bodies, be they of this build or of another. */
  public static boolean arePatched() {
    return hooks() != null && hooks().getModule() == Object.class.getModule();
  }

  private static @Nullable Class<?> hooks() {
    try {
      return Class.forName(HookInstructions.HOOKS_NAME, false, null);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  /** The one attempt of this JVM. */
  private static final class Attempt {
    static final @Nullable String REFUSAL = Undisturbed.call(JdkBodies::attempt);

    private Attempt() {}
  }

  private static @Nullable String attempt() {
    AddOpens.ensure();
    if (arePatched()) {
      String misfit = JdkPatch.misfit();
      if (misfit != null) {
        return misfit + ": start it with " + String.join(" ", JdkPatch.flags())
            + " of this build, or without --patch-module";
      }
    } else if (hooks() == null) {
      String problem = Retransformation.attempt();
      if (!problem.isEmpty()) {
        return "weaving needs rewritten bodies of JDK classes, and this JVM does not let miniss retransform"
            + " them (" + problem + "): start it with " + String.join(" ", JdkPatch.flags());
      }
    }
    JdkBehaviour.install();
    return null;
  }
}
