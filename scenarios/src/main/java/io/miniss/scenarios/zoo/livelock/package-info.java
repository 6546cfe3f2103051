/** Everybody runs and nothing is done. */
@NullMarked
package io.miniss.scenarios.zoo.livelock;

import org.jspecify.annotations.NullMarked;
