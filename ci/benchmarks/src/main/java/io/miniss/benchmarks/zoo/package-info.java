/** The exhibits of the zoo under another model checker, beside ours. */
@NullMarked
package io.miniss.benchmarks.zoo;

import org.jspecify.annotations.NullMarked;
