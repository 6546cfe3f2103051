package io.miniss.simulator.weave.jdk;

import io.miniss.simulator.addopens.Undisturbed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@code java.util.concurrent} of this process pass points inside, in runs that ask for it. As with {@link
 * JdkBodies}, a JVM may have been started with the bodies ({@link JdkPatch#deepFlags}), or an agent retransforms the
 * classes, once.
 */
public final class DeepBodies {
  private static volatile String words = "";

  private DeepBodies() {}

  /**
   * Returns when that is done.
   *
   * @throws IllegalStateException if this JVM does not allow it; says why
   */
  public static void ensure() {
    JdkBodies.ensure();
    String problem = Attempt.PROBLEM;
    if (problem != null) {
      throw new IllegalStateException(
          "java.util.concurrent cannot be woven inside (" + problem
              + "): start the JVM with " + String.join(" ", JdkPatch.deepFlags()));
    }
  }

  /** Whether this JVM was started with the bodies. */
  public static boolean arePatched() {
    return list() != null;
  }

  /** How much is woven, in words. Called after {@link #ensure}. */
  public static String describe() {
    return words;
  }

  /** The first line says how much is woven, the others name classes; null if this JVM is not patched. */
  private static @Nullable List<String> list() {
    try (InputStream in = Object.class.getModule().getResourceAsStream(DeepClasses.LIST)) {
      return in == null
          ? null
          : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new IllegalStateException("the patch of the JDK cannot be read", e);
    }
  }

  /** The one attempt of this JVM. */
  private static final class Attempt {
    static final @Nullable String PROBLEM = Undisturbed.call(DeepBodies::attempt);

    private Attempt() {}
  }

  /** Returns what went wrong, or null. */
  private static @Nullable String attempt() {
    try {
      List<String> known = list();
      if (known == null) {
        DeepClasses classes = DeepClasses.read();
        DeepRewriter rewriter = new DeepRewriter(classes);
        initialise(classes.names());
        String problem = Retransformation.attempt(classes, rewriter, JdkBodies.arePatched());
        if (!problem.isEmpty()) {
          return problem;
        }
        words = rewriter.describe();
      } else {
        initialise(known.subList(1, known.size()));
        words = known.getFirst();
      }
      DeepBehaviour.install();
      return null;
    } catch (IOException | ClassNotFoundException e) {
      return e.toString();
    }
  }

  /** Or the first run would do it, and differ from the others. */
  private static void initialise(Iterable<String> names) throws ClassNotFoundException {
    for (String each : names) {
      Class.forName(each.replace('/', '.'), true, null);
    }
  }
}
