/**
 * The CPUs of the machine: which ones this process may use, what its control groups grant, which core is
 * bound to which, and whether it really is.
 */
@NullMarked
package io.miniss.runtime.machine;

import org.jspecify.annotations.NullMarked;
