package io.miniss.simulator.addopens;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/** The agent that keeps what the JVM gives it. Public for the JVM. */
public final class InstrumentationAgent {
  private static volatile @Nullable Instrumentation given;

  private InstrumentationAgent() {}

  /** Called by the JVM that is attached to. */
  public static void agentmain(String argument, Instrumentation instrumentation) {
    given = instrumentation;
  }

  static @Nullable Instrumentation given() {
    return given;
  }
}
