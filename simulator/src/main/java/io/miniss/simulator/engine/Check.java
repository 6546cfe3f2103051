package io.miniss.simulator.engine;

/** Something that must hold: returns if it does, throws if it does not. */
@FunctionalInterface
public interface Check {
  /** Looks; what it throws is the failure, its message the words. */
  void check() throws Exception;
}
