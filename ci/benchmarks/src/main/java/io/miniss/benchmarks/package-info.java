/** JMH measurements of the runtime, each compared with its peers in the same run; {@code ci/bench} runs them. */
@NullMarked
package io.miniss.benchmarks;

import org.jspecify.annotations.NullMarked;
