package io.miniss.simulator.weave.rewrite;

import io.miniss.runtime.spi.Access;

/** Numbers the places of the method that is woven. */
@FunctionalInterface
interface PlaceNumbers {
  /** The number of the place that is woven now; parameters as of {@link io.miniss.simulator.weave.hook.Places#place}. */
  int place(int field, Access access, boolean synchronizes, int locks);
}
