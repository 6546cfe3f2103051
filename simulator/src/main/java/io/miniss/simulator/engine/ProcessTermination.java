package io.miniss.simulator.engine;

import io.miniss.runtime.util.Registration;
import java.util.ArrayList;
import java.util.List;

/** The end of the process, as SIGTERM would ask for it. */
final class ProcessTermination {
  private final ThreadStarter starter;
  private final List<Runnable> actions = new ArrayList<>(0);

  ProcessTermination(ThreadStarter starter) {
    this.starter = starter;
  }

  /** Registers what is to be done then. */
  Registration onTermination(Runnable action) {
    actions.add(action);
    return () -> actions.remove(action);
  }

  /** Asks the process to end: each action runs on a client of its own. */
  void terminate() {
    for (Runnable action : List.copyOf(actions)) {
      starter.start("termination", false, action);
    }
  }
}
