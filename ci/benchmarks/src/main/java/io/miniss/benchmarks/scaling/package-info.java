/** Cost against size; {@code ci/bench --scaling}. */
@NullMarked
package io.miniss.benchmarks.scaling;

import org.jspecify.annotations.NullMarked;
