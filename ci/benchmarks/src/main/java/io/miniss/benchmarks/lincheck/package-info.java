/** The simulator compared with Lincheck, on the same programs. */
@NullMarked
package io.miniss.benchmarks.lincheck;

import org.jspecify.annotations.NullMarked;
