/** Strategies: at every point the engine asks one which thread runs next. */
@NullMarked
package io.miniss.simulator.strategy;

import org.jspecify.annotations.NullMarked;
