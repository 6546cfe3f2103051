/** Latency under load, compared with other libraries; {@code ci/bench --latency}. */
@NullMarked
package io.miniss.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
