package io.miniss.simulator.addopens;

import com.sun.tools.attach.VirtualMachine;

/** The program of the helper JVM: a JVM may attach to another, but not to itself. */
final class Attach {
  private Attach() {}

  /** Loads the agent {@code arguments[1]} with the option {@code arguments[2]} into process {@code arguments[0]}. */
  public static void main(String[] arguments) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(arguments[0]);
    try {
      machine.loadAgent(arguments[1], arguments[2]);
    } finally {
      machine.detach();
    }
  }
}
