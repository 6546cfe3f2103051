/** Pictures of a traced run: a page to look at, and a file for Perfetto. */
@NullMarked
package io.miniss.simulator.picture;

import org.jspecify.annotations.NullMarked;
