package io.miniss.runtime.shared;

import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;

/**
 * Two cache lines between an object's header and the fields of its subclasses, so that a value that
 * one core writes often is not on the line of an object another core reads. (Two, because adjacent
 * lines are fetched in pairs.) The JVM lays out a superclass' fields before a subclass'.
 */
@SuppressWarnings({"unused", "UnusedVariable"}) // the fields are the distance
abstract class Padding extends SharedLocation {
  private long p00, p01, p02, p03, p04, p05, p06, p07;
  private long p08, p09, p10, p11, p12, p13, p14, p15;

  Padding(Scheduler scheduler) {
    super(scheduler);
  }
}
