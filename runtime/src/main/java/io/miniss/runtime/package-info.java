/**
 * The public API: a thread-per-core runtime. Start one with {@link
 * io.miniss.runtime.MultiCoreRuntime#builder()}, spawn tasks and fibers, join their handles, close
 * it.
 */
@NullMarked
package io.miniss.runtime;

import org.jspecify.annotations.NullMarked;
