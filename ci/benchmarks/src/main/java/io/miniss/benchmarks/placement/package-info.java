/** What pinning, stealing and idle strategies bring and cost; {@code ci/bench --placement}. */
@NullMarked
package io.miniss.benchmarks.placement;

import org.jspecify.annotations.NullMarked;
