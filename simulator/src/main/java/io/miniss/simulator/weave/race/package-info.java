/** Finds data races in one run by the happens-before order of its accesses (FastTrack). */
@NullMarked
package io.miniss.simulator.weave.race;

import org.jspecify.annotations.NullMarked;
