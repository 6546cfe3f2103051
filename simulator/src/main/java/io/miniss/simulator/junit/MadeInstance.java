package io.miniss.simulator.junit;

import org.jspecify.annotations.Nullable;

/** A test instance that JUnit has made, as a key: no other is equal to it, whatever its {@code equals} says. */
record MadeInstance(Object instance) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MadeInstance made && made.instance == instance;
  }

  @Override
  public int hashCode() {
    return instance.getClass().getName().hashCode();
  }
}
