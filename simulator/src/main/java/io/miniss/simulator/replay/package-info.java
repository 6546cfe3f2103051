/** Failing runs as one line and as a file, and back. */
@NullMarked
package io.miniss.simulator.replay;

import org.jspecify.annotations.NullMarked;
