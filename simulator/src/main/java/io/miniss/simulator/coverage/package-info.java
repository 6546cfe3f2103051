/** How much of a scenario's interleavings a campaign has seen, and how fast new ones still come. */
@NullMarked
package io.miniss.simulator.coverage;

import org.jspecify.annotations.NullMarked;
