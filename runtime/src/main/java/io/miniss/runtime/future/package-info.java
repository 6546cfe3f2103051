/**
 * Futures and promises. A future is completed once; a continuation runs on the core that registered
 * it.
 */
@NullMarked
package io.miniss.runtime.future;

import org.jspecify.annotations.NullMarked;
