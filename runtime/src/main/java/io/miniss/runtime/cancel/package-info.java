/** Cancellation: tokens, scopes that cancel their children, and what a cancelled task throws. */
@NullMarked
package io.miniss.runtime.cancel;

import org.jspecify.annotations.NullMarked;
