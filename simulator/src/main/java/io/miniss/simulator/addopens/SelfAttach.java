package io.miniss.simulator.addopens;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/** Gets this process the means to change loaded classes, by an agent that a helper JVM attaches to it. */
public final class SelfAttach {
  private SelfAttach() {}

  /**
   * Attaches, if that has not been done yet.
   *
   * @throws IOException if this JVM does not allow it; says why
   */
  public static synchronized Instrumentation instrumentation()
      throws IOException, InterruptedException {
    Instrumentation known = InstrumentationAgent.given();
    if (known != null) {
      return known;
    }
    String problem = AddOpens.attach(InstrumentationAgent.class, "");
    @Nullable Instrumentation given = InstrumentationAgent.given();
    if (given == null) {
      throw new IOException(problem.isEmpty() ? "the agent was not loaded" : problem);
    }
    return given;
  }
}
