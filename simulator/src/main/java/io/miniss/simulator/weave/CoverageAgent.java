package io.miniss.simulator.weave;

import io.miniss.simulator.addopens.SelfAttach;
import io.miniss.simulator.addopens.Undisturbed;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.reflect.InvocationTargetException;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * The agent of JaCoCo, if this JVM has it. JaCoCo knows a class by its file as a compiler has written it, so the agent
 * has to be given that. Then woven classes are defined by their original files, and a transformer that the JVM calls
 * after the agent's weaves them.
 */
final class CoverageAgent {
  /** A loader of woven classes. */
  interface WeavingLoader {
    /**
     * Weaves {@code file}, which an agent has made of the class file of {@code type}, by internal name; null to leave
     * it as it is.
     */
    byte @Nullable [] weave(String type, byte[] file);
  }

  private CoverageAgent() {}

  /**
   * Whether woven classes are to be defined by their original files.
   *
   * @throws IllegalStateException if they are, and this JVM does not allow it; says why
   */
  static boolean isPresent() {
    String refusal = Attempt.REFUSAL;
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
    return Attempt.IS_PRESENT;
  }

  /** The one attempt of this JVM. */
  private static final class Attempt {
    static final boolean IS_PRESENT = exists();
    static final @Nullable String REFUSAL =
        IS_PRESENT ? Undisturbed.call(CoverageAgent::weaveAfterwards) : null;

    private Attempt() {}
  }

  /** Its classes may be on the class path of a JVM that was started without it. */
  private static boolean exists() {
    try {
      Class.forName("org.jacoco.agent.rt.RT", true, ClassLoader.getSystemClassLoader())
          .getMethod("getAgent")
          .invoke(null);
      return true;
    } catch (ClassNotFoundException | InvocationTargetException e) {
      return false;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("an unknown version of JaCoCo", e);
    }
  }

  private static @Nullable String weaveAfterwards() {
    try {
      SelfAttach.instrumentation().addTransformer(new Weaving());
      return null;
    } catch (IOException e) {
      return "JaCoCo cannot count what woven code does, as this JVM does not let miniss add an agent ("
          + e.getMessage() + "): start it without JaCoCo, or allow that";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted while an agent was added";
    }
  }

  /** Weaves what JaCoCo has changed. */
  private static final class Weaving implements ClassFileTransformer {
    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader, @Nullable String type, @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain, byte[] file) {
      return loader instanceof WeavingLoader weaving && type != null
          ? weaving.weave(type, file)
          : null;
    }
  }
}
