/** The exhibits of the zoo under another model checker, compared with ours. */
@NullMarked
package io.miniss.benchmarks.zoo;

import org.jspecify.annotations.NullMarked;
