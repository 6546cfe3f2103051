/** A core that is stuck while its runtime ends, and everything that may wait for such a core. */
@NullMarked
package io.miniss.scenarios.stuck;

import org.jspecify.annotations.NullMarked;
