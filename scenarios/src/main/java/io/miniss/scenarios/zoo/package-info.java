/** Concurrency bugs that shipped in other runtimes, as they were and as they were fixed. */
@NullMarked
package io.miniss.scenarios.zoo;

import org.jspecify.annotations.NullMarked;
