/**
 * Futures and promises: single assignment, and continuations that run on the core that registered
 * them.
 */
@NullMarked
package io.miniss.runtime.future;

import org.jspecify.annotations.NullMarked;
