/** As much JSON as the simulator writes and reads back. */
@NullMarked
package io.miniss.simulator.json;

import org.jspecify.annotations.NullMarked;
